// The report in a terminal. The first lines are the spec's, to the letter.

import { OUTCOMES, type Outcome } from '../ledger/outcome.ts';
import { columns, lettersOf, shortenedTo } from './columns.ts';
import { printable } from './printable.ts';
import type { HookReport, NeverRan, Report } from './report.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; the table is left out of a narrower one in favour of one block per hook. */
  readonly width: number;
  /** As the machine's `date` would put it. */
  readonly date: string;
}

export function reportText(report: Report, options: TextOptions): string {
  const lines = [
    `🚀 Hook Performance Report - ${options.date}`,
    `📊 System Health: Overall Success Rate: ${report.overall_success_rate.toFixed(2)}%`,
    ...report.hooks.map(specLine),
    '',
    ...(report.hooks.length === 0 ? [nothing(report)] : details(report.hooks, options)),
    ...neverRan(report, options),
  ];
  return `${lines.join('\n')}\n`;
}

const nothing = ({ never_ran }: Report): string =>
  never_ran.length > 0
    ? 'No hook has run yet.'
    : 'No hook has run yet. Put `hookmeter-run --` in front of a hook command and run it once, or try `hookmeter demo`.';

function neverRan({ never_ran }: Report, options: TextOptions): readonly string[] {
  if (never_ran.length === 0) return [];
  return ['', 'Configured, but never ran:', ...never_ran.flatMap((hook) => neverRanLines(hook, options))];
}

/** `  guard (PreToolUse, claude-code, web), since 2026-11-22 06:20 UTC`, in two lines where that is too wide. */
function neverRanLines({ hook, event, agent, project, since }: NeverRan, { width }: TextOptions): readonly string[] {
  const where = [event, agent, project].filter((name) => name !== '').map(printable);
  const what = `  ${shortened(hook)} (${where.join(', ')})`;
  const when = `since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  const line = `${what}, ${when}`;
  return columns(line) > width ? [what, `    ${when}`] : [line];
}

function specLine({ hook, success_rate, average_ms }: HookReport): string {
  return `🔧 ${printable(hook)}: Success: ${success_rate.toFixed(2)}%, Avg Time: ${(average_ms ?? 0).toFixed(1)}ms`;
}

function details(hooks: readonly HookReport[], options: TextOptions): readonly string[] {
  const rows = hooks.map((hook) => cells(hook));
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => columns(row[i] ?? ''))));
  if (widths.reduce((sum, width) => sum + width + 2, -2) > options.width)
    return hooks.flatMap((hook) => block(hook, options));
  const paint = painter(options.colour);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, i))
      .join('  ')
      .trimEnd();
  return [
    paint('bold', line(HEADINGS)),
    ...rows.map((row, i) => paint(tone(hooks[i]), line(row))),
    '',
    'p50, p95 and p99 are of the runs that are still in the journal.',
  ];
}

const HEADINGS = ['HOOK', 'RUNS', 'OUTCOMES', 'P50', 'P95', 'P99', 'LAST RUN (UTC)'] as const;
const LEFT: ReadonlySet<number> = new Set([0, 2, 6]);

function cells(hook: HookReport): readonly string[] {
  return [
    shortened(hook.hook),
    String(hook.executions),
    outcomes(hook),
    time(hook.p50_ms),
    time(hook.p95_ms),
    time(hook.p99_ms),
    hook.last_run === null ? 'never' : hook.last_run.slice(0, 19).replace('T', ' '),
  ];
}

/** One block per hook, for terminals that are too narrow for the table. */
function block(hook: HookReport, { colour }: TextOptions): readonly string[] {
  const [name = '', runs, how, p50, p95, p99, last] = cells(hook);
  return [
    painter(colour)(tone(hook), name),
    `  runs ${runs}: ${how}`,
    `  p50 ${p50}, p95 ${p95}, p99 ${p99}`,
    `  last ${last}${last === 'never' ? '' : ' UTC'}`,
  ];
}

function outcomes(hook: HookReport): string {
  const parts = OUTCOMES.filter((outcome) => hook.outcomes[outcome] > 0).map(
    (outcome) => `${hook.outcomes[outcome]} ${OUTCOME_WORDS[outcome]}`,
  );
  if (hook.imported > 0) parts.push(`${hook.imported} imported`);
  if (hook.open_runs > 0) parts.push(`${hook.open_runs} running`);
  return parts.join(', ') || 'none yet';
}

/** Outcomes as people read them. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  success: 'ok',
  blocked: 'blocked',
  failed: 'failed',
  not_found: 'not found',
  signaled: 'signaled',
  timed_out: 'timed out',
  lost: 'lost',
};

function time(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1000) return `${ms.toFixed(1)}ms`;
  return ms < 60_000 ? `${(ms / 1e3).toFixed(2)}s` : `${(ms / 60_000).toFixed(1)}min`;
}

/** A name on the screen. */
const shortened = (name: string): string => shortenedTo(lettersOf(name).map(printable), LONGEST_NAME);

const LONGEST_NAME = 33;

function pad(cell: string, width: number, column: number): string {
  const space = ' '.repeat(Math.max(0, width - columns(cell)));
  return LEFT.has(column) ? cell + space : space + cell;
}

type Tone = 'bold' | 'red' | 'yellow' | 'plain';
const CODES: Readonly<Record<Tone, string>> = { bold: '1', red: '31', yellow: '33', plain: '' };

function tone(hook: HookReport | undefined): Tone {
  if (hook === undefined || hook.success_rate >= 95) return 'plain';
  return hook.success_rate < 80 ? 'red' : 'yellow';
}

const painter =
  (colour: boolean) =>
  (tone: Tone, text: string): string =>
    colour && tone !== 'plain' ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
