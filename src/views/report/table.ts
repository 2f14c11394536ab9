// The table of hooks on a terminal, in as many columns as fit.

import { OUTCOMES } from '../../ledger/outcome.ts';
import { percent } from '../amounts.ts';
import { columns, lettersOf, shortenedTo } from '../columns.ts';
import { OUTCOME_WORDS } from '../outcome-words.ts';
import { printable } from '../printable.ts';
import { milliseconds } from '../words.ts';
import { sparkline } from './spark.ts';
import type { HookReport } from './types.ts';

export interface TableOptions {
  readonly colour: boolean;
  /** Columns of the terminal; narrower than any table, there is a block for each hook. */
  readonly width: number;
  /** Whether the terminal shows more than ASCII. */
  readonly utf8: boolean;
}

export function hookTable(hooks: readonly HookReport[], options: TableOptions): readonly string[] {
  for (const layout of LAYOUTS) {
    const lines = tableLines(hooks, layout, options);
    if (lines !== undefined) return lines;
  }
  return hooks.flatMap((hook) => block(hook, options));
}

type Column = 'hook' | 'runs' | 'outcomes' | 'failed' | 'p50' | 'p95' | 'p99' | 'time' | 'median' | 'last';

interface Layout {
  readonly columns: readonly Column[];
  readonly name: number;
  readonly spark: number;
}

/** The widest first. */
const LAYOUTS: readonly Layout[] = [
  { columns: ['hook', 'runs', 'outcomes', 'p50', 'p95', 'p99', 'time', 'median', 'last'], name: 33, spark: 30 },
  { columns: ['hook', 'runs', 'outcomes', 'p50', 'p95', 'p99', 'time', 'median', 'last'], name: 33, spark: 15 },
  { columns: ['hook', 'runs', 'outcomes', 'p50', 'p95', 'p99', 'time', 'median'], name: 33, spark: 15 },
  { columns: ['hook', 'runs', 'failed', 'p50', 'p95', 'p99', 'time', 'median'], name: 33, spark: 15 },
  { columns: ['hook', 'runs', 'failed', 'p50', 'p95', 'time', 'median'], name: 24, spark: 10 },
  { columns: ['hook', 'runs', 'failed', 'p50', 'p95', 'median'], name: 16, spark: 10 },
];

const HEADINGS: Readonly<Record<Column, string>> = {
  hook: 'HOOK',
  runs: 'RUNS',
  outcomes: 'OUTCOMES',
  failed: 'FAILED',
  p50: 'P50',
  p95: 'P95',
  p99: 'P99',
  time: 'TIME',
  median: 'MEDIAN',
  last: 'LAST RUN (UTC)',
};
const LEFT: ReadonlySet<Column> = new Set<Column>(['hook', 'outcomes', 'median', 'last']);

/** Undefined where it is too wide. */
function tableLines(
  hooks: readonly HookReport[],
  layout: Layout,
  { colour, width, utf8 }: TableOptions,
): readonly string[] | undefined {
  const rows = hooks.map((hook) => layout.columns.map((column) => cell(hook, column, layout, utf8)));
  const widths = layout.columns.map((column, i) =>
    rows.reduce((widest, row) => Math.max(widest, columns(row[i] ?? '')), HEADINGS[column].length),
  );
  if (widths.reduce((sum, each) => sum + each + 2, -2) > width) return undefined;
  const paint = painter(colour);
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => pad(text, widths[i] ?? 0, LEFT.has(layout.columns[i] ?? 'hook')))
      .join('  ')
      .trimEnd();
  const heading = line(layout.columns.map((column) => HEADINGS[column]));
  return [paint('bold', heading), ...rows.map((row, i) => paint(tone(hooks[i]), line(row)))];
}

function cell(hook: HookReport, column: Column, { name, spark }: Layout, utf8: boolean): string {
  switch (column) {
    case 'hook':
      return shortenedTo(lettersOf(hook.hook).map(printable), name);
    case 'runs':
      return String(hook.executions);
    case 'outcomes':
      return outcomes(hook);
    case 'failed':
      return String(hook.failed_executions);
    case 'p50':
      return milliseconds(hook.p50_ms);
    case 'p95':
      return milliseconds(hook.p95_ms);
    case 'p99':
      return milliseconds(hook.p99_ms);
    case 'time':
      return hook.runs === 0 ? '-' : percent(hook.share);
    case 'median':
      return sparkline(hook.spark_ms, spark, utf8);
    case 'last':
      return hook.last_run === null ? 'never' : hook.last_run.slice(0, 19).replace('T', ' ');
  }
}

/** One block per hook, for terminals that are too narrow for any table. */
function block(hook: HookReport, { colour, utf8 }: TableOptions): readonly string[] {
  const text = (column: Column): string => cell(hook, column, { columns: [], name: 33, spark: 15 }, utf8);
  return [
    painter(colour)(tone(hook), text('hook')),
    `  runs ${hook.executions}: ${text('outcomes')}`,
    `  p50 ${text('p50')}, p95 ${text('p95')}, p99 ${text('p99')}`,
    `  last ${text('last')}${hook.last_run === null ? '' : ' UTC'}`,
  ];
}

export function outcomes(hook: HookReport): string {
  const parts = OUTCOMES.filter((outcome) => hook.outcomes[outcome] > 0).map(
    (outcome) => `${hook.outcomes[outcome]} ${OUTCOME_WORDS[outcome]}`,
  );
  if (hook.imported > 0) parts.push(`${hook.imported} imported`);
  if (hook.open_runs > 0) parts.push(`${hook.open_runs} running`);
  return parts.join(', ') || 'none yet';
}

function pad(text: string, width: number, isLeft: boolean): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return isLeft ? text + space : space + text;
}

type Tone = 'bold' | 'red' | 'yellow' | 'plain';
const CODES: Readonly<Record<Tone, string>> = { bold: '1', red: '31', yellow: '33', plain: '' };

function tone(hook: HookReport | undefined): Tone {
  if (hook === undefined || hook.success_rate >= 95) return 'plain';
  return hook.success_rate < 80 || hook.condition.kind === 'broken' ? 'red' : 'yellow';
}

export const painter =
  (colour: boolean) =>
  (tone: Tone, text: string): string =>
    colour && tone !== 'plain' ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
