// The report in a terminal. The first lines are the spec's, to the letter.

import { adviceText } from '../advice-text.ts';
import { percent } from '../amounts.ts';
import { columns, lettersOf, shortenedTo } from '../columns.ts';
import { folded } from '../fold.ts';
import { printable } from '../printable.ts';
import { counted, milliseconds } from '../words.ts';
import { costliest, findingsOf, slowest } from './findings.ts';
import { type Known, nothingLines } from './nothing.ts';
import { hookTable, painter, type TableOptions } from './table.ts';
import type { HookReport, NeverRan, Report } from './types.ts';

export interface TextOptions extends TableOptions {
  /** As the machine's `date` would put it. */
  readonly date: string;
  readonly known: Known;
}

/** So many hooks are shown, those that took longest. */
const MOST_HOOKS = 30;

export function reportText(report: Report, options: TextOptions): string {
  const shown = costliest(report.hooks).slice(0, MOST_HOOKS);
  const names = new Set(shown.map(({ hook }) => hook));
  const left = report.hooks.length - shown.length;
  const more = left > 0 ? [`and ${left.toLocaleString('en')} more hooks; --format json has all`] : [];
  const lines = [
    `🚀 Hook Performance Report - ${options.date}`,
    `📊 System Health: Overall Success Rate: ${report.overall_success_rate.toFixed(2)}%`,
    ...report.hooks.filter(({ hook }) => names.has(hook)).map(specLine),
    ...more,
    '',
    ...(report.hooks.length === 0
      ? nothingLines(report, options.known).flatMap((line) => folded(line, options.width))
      : [...hookTable(shown, options), ...more, '', ...about(report, options), ...sections(report, options)]),
    ...neverRan(report, options),
  ];
  const advice = adviceText(report.advice, options);
  return `${lines.join('\n')}\n${advice === '' ? '' : `\n${advice}`}`;
}

function specLine({ hook, success_rate, average_ms }: HookReport): string {
  return `🔧 ${printable(hook)}: Success: ${success_rate.toFixed(2)}%, Avg Time: ${(average_ms ?? 0).toFixed(1)}ms`;
}

/** What the table is about, and what stands out. */
function about({ hooks, journal, selection }: Report, { width }: TextOptions): readonly string[] {
  const [first] = costliest(hooks);
  const slow = slowest(hooks);
  const range =
    journal.from === null || journal.until === null
      ? 'p50, p95 and p99 are of the runs that are still in the journal: none.'
      : `${selection === null ? 'P50 to MEDIAN' : 'All of it'}: ${counted(journal.runs, 'run')} in the journal, ${short(journal.from)} to ${short(journal.until)} UTC.`;
  const stands =
    slow === undefined || first === undefined
      ? []
      : [
          `Slowest: ${name(slow)} (p50 ${milliseconds(slow.p50_ms)}). Most time in all: ${name(first)} (${percent(first.share)}).`,
        ];
  const misdated =
    journal.misdated === 0
      ? []
      : [`${counted(journal.misdated, 'run')} with an impossible date left out of these: a clock was wrong.`];
  const thinned = journal.thinned === null ? [] : [`${journal.thinned.says}.`];
  return [range, ...stands, ...misdated, ...thinned].flatMap((line) => folded(line, width));
}

function sections(report: Report, { width, colour }: TextOptions): readonly string[] {
  return findingsOf(report).flatMap(({ title, says, more }) => [
    '',
    painter(colour)('bold', `${title}:`),
    ...says.flatMap((line) => folded(`  ${line}`, width)),
    ...(more > 0 ? [`    and ${more.toLocaleString('en')} more`] : []),
  ]);
}

function neverRan({ never_ran }: Report, options: TextOptions): readonly string[] {
  if (never_ran.length === 0) return [];
  const shown = never_ran.slice(0, MOST_HOOKS);
  const left = never_ran.length - shown.length;
  return [
    '',
    'Configured, but never ran:',
    ...shown.flatMap((hook) => neverRanLines(hook, options)),
    ...(left > 0 ? [`  and ${left.toLocaleString('en')} more`] : []),
  ];
}

/** `  guard (PreToolUse, claude-code, web), since 2026-11-22 06:20 UTC`, in two lines where that is too wide. */
function neverRanLines({ hook, event, agent, project, since }: NeverRan, { width }: TextOptions): readonly string[] {
  const where = [event, agent, project].filter((each) => each !== '').map(printable);
  const what = `  ${shortened(hook)} (${where.join(', ')})`;
  const when = `since ${short(since)} UTC`;
  const line = `${what}, ${when}`;
  return columns(line) > width ? [what, `    ${when}`] : [line];
}

/** A name on the screen. */
const shortened = (hook: string): string => shortenedTo(lettersOf(hook).map(printable), LONGEST_NAME);
const name = ({ hook }: HookReport): string => shortened(hook);

const LONGEST_NAME = 33;

const short = (moment: string): string => moment.slice(0, 16).replace('T', ' ');
