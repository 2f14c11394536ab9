// The report for a pull request or an issue, in GitHub's Markdown (https://github.github.com/gfm/).

import { adviceLine } from '../advice-text.ts';
import { percent } from '../amounts.ts';
import { lettersOf, shortenedTo } from '../columns.ts';
import { printable } from '../printable.ts';
import { counted, milliseconds } from '../words.ts';
import { costliest, findingsOf, slowest } from './findings.ts';
import { type Known, nothingLines } from './nothing.ts';
import { sparkline } from './spark.ts';
import { outcomes } from './table.ts';
import type { HookReport, Report } from './types.ts';

/** So many rows; of these, so many before the fold. */
const MOST_HOOKS = 100;
const FIRST_HOOKS = 10;
const MOST_ADVICE = 5;

export function reportMarkdown(report: Report, known: Known): string {
  const hooks = costliest(report.hooks).slice(0, MOST_HOOKS);
  const left = report.hooks.length - hooks.length;
  const blocks =
    hooks.length === 0
      ? [nothingLines(report, known).map(plain).join('\n\n')]
      : [
          summary(report),
          table(hooks.slice(0, FIRST_HOOKS)),
          ...folded(`${counted(hooks.length - FIRST_HOOKS, 'more hook')}`, hooks.slice(FIRST_HOOKS), left),
          ...findingsOf(report).map(({ title, says, more }) => section(title, says, more)),
        ];
  return `${[
    '## Hook performance',
    ...blocks,
    ...neverRan(report),
    ...advice(report),
    ...(hooks.length === 0 ? [] : [about(report)]),
  ].join('\n\n')}\n`;
}

function summary(report: Report): string {
  const slow = slowest(report.hooks);
  const [first] = costliest(report.hooks);
  const broken = report.hooks.filter(({ condition }) => condition.kind === 'broken').length;
  return [
    `**${counted(report.total_executions, 'run')}** of ${counted(report.hooks.length, 'hook')}, **${report.overall_success_rate.toFixed(2)}%** successful.`,
    ...(broken === 0 ? [] : [`**${counted(broken, 'hook is', 'hooks are')} broken.**`]),
    ...(slow === undefined ? [] : [`Slowest: ${name(slow.hook)} (p50 ${milliseconds(slow.p50_ms)}).`]),
    ...(first === undefined ? [] : [`Most time in all: ${name(first.hook)} (${percent(first.share)}).`]),
  ].join(' ');
}

function table(hooks: readonly HookReport[]): string {
  return [
    '| Hook | Runs | Outcomes | p50 | p95 | p99 | Time | Median over time | Last run (UTC) |',
    '| --- | ---: | --- | ---: | ---: | ---: | ---: | --- | --- |',
    ...hooks.map((hook) => `| ${cells(hook).join(' | ')} |`),
  ].join('\n');
}

const cells = (hook: HookReport): readonly string[] => [
  name(hook.hook),
  String(hook.executions),
  outcomes(hook),
  milliseconds(hook.p50_ms),
  milliseconds(hook.p95_ms),
  milliseconds(hook.p99_ms),
  hook.runs === 0 ? '–' : percent(hook.share),
  sparkline(hook.spark_ms, 15, true).trim().replaceAll(' ', '·'),
  hook.last_run === null ? 'never' : hook.last_run.slice(0, 16).replace('T', ' '),
];

function folded(title: string, hooks: readonly HookReport[], left: number): readonly string[] {
  if (hooks.length === 0) return [];
  const more = left > 0 ? `\n\nand ${counted(left, 'more hook')}` : '';
  return [details(title, `${table(hooks)}${more}`)];
}

function section(title: string, says: readonly string[], more: number): string {
  const lines = [...says.map((line) => `- ${plain(line)}`), ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
  return OPEN.has(title) ? `### ${title}\n\n${lines}` : details(title, lines);
}

/** What a reviewer should see without a click. */
const OPEN: ReadonlySet<string> = new Set(['What changed', 'Broken or flaky']);

const details = (title: string, text: string): string =>
  `<details>\n<summary>${title}</summary>\n\n${text}\n\n</details>`;

function neverRan({ never_ran }: Report): readonly string[] {
  if (never_ran.length === 0) return [];
  const shown = never_ran.slice(0, MOST_HOOKS);
  const lines = shown.map(
    ({ hook, event, agent, project }) =>
      `- ${name(hook)} (${[event, agent, project]
        .filter((each) => each !== '')
        .map((each) => plain(printable(each)))
        .join(', ')})`,
  );
  const left = never_ran.length - shown.length;
  const more = left > 0 ? [`- and ${left} more`] : [];
  return [details(`Configured, but never ran: ${never_ran.length}`, [...lines, ...more].join('\n'))];
}

function advice({ advice: all }: Report): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MOST_ADVICE).map((each, i) => `${i + 1}. ${plain(adviceLine(each))}`);
  const left = all.length - shown.length;
  return [`### What to do first\n\n${shown.join('\n')}${left > 0 ? `\n\nand ${left} more` : ''}`];
}

function about({ journal, generated_at }: Report): string {
  const range =
    journal.from === null || journal.until === null
      ? 'no run in the journal'
      : `${counted(journal.runs, 'run')} in the journal, ${short(journal.from)} to ${short(journal.until)} UTC`;
  const misdated =
    journal.misdated === 0 ? '' : `; ${counted(journal.misdated, 'run')} with an impossible date left out`;
  const thinned = journal.thinned === null ? '' : ` ${plain(journal.thinned.says)}.`;
  return `<sub>hookmeter, ${short(generated_at)} UTC; quantiles and findings are of ${range}${misdated}.${thinned}</sub>`;
}

const short = (moment: string): string => moment.slice(0, 16).replace('T', ' ');

/** A name as text, shortened in the middle. */
const name = (hook: string): string => plain(shortenedTo(lettersOf(hook).map(printable), LONGEST_NAME));
const LONGEST_NAME = 60;

/**
 * Text that means nothing but itself. Signs become character references, which Markdown does not read as signs (GFM §6.2). A mention or a reference
 * is found in the finished text, so that what would be one is cut in two by an empty comment.
 */
function plain(text: string): string {
  return text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(SIGNS, (sign) => `&#${sign.codePointAt(0) ?? 0};${REFERS.has(sign) ? '<!-- -->' : ''}`);
}

/** `:` and `.` only where they would make an address, `-`, `+` and `.` where they would begin a list. */
const SIGNS = /[&<>|`*_~[\]\\@#$]|(?<=https?|ftp|mailto|xmpp):|(?<=www)\.|^[-+]|(?<=^\d+)[.)]/gi;
const REFERS: ReadonlySet<string> = new Set(['@', '#']);
