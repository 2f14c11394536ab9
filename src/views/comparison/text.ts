// A comparison on a terminal.

import type { HookComparison } from '../../insight/comparison.ts';
import { columns, lettersOf, shortenedTo } from '../columns.ts';
import { printable } from '../printable.ts';
import { type ComparedSide, type ComparisonReport, inOrder, standingOf } from './report.ts';
import { rangeWords, regressionWords, rowWords, sideWords, summary, verdictWords } from './words.ts';

export interface ComparisonTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; a narrow one gets a block for each hook instead of the table. */
  readonly width: number;
}

export function comparisonText(report: ComparisonReport, options: ComparisonTextOptions): string {
  const { base, head, comparison, notes } = report;
  const hooks = inOrder(comparison.hooks);
  const lines = [
    ...summaryLines(summary(hooks), options.width).map((line) => paint(options, '1', line)),
    '',
    ...sideLines('base', base),
    ...sideLines('head', head),
    ...notes.flatMap((note) => ['', note]),
    ...(hooks.length === 0 ? [] : ['', ...details(hooks, options), '', ...EXPLAINED]),
    ...verdictLines(report, options),
  ];
  return `${lines.join('\n')}\n`;
}

const EXPLAINED = [
  'SHIFT: a typical run after against a typical run before.',
  'In brackets the range that it is in (failures: percentage',
  'points); "same" means no difference beyond that range.',
];

/** As many counts as fit on each line. */
function summaryLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of `${capital(text)}.`.split(/(?<=,) /)) {
    const longer = `${lines.at(-1) ?? ''} ${part}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

function sideLines(role: string, side: ComparedSide): readonly string[] {
  const range = rangeWords(side.hooks);
  return [`${role}  ${sideWords(side)}`, ...(range === undefined ? [] : [`      ${range}`])];
}

function verdictLines({ limits, regressions }: ComparisonReport, options: ComparisonTextOptions): readonly string[] {
  if (limits === undefined) return [];
  if (regressions.length === 0) return ['', paint(options, '32', 'Accepted: nothing is worse than --fail-on allows.')];
  const lines = regressions.map((each) => `  ${shortened(each.hook)} ${regressionWords(each)}`);
  return ['', paint(options, '31', 'Not accepted:'), ...lines];
}

const HEADINGS = ['HOOK', 'VERDICT', 'RUNS', 'P50', 'SHIFT', 'FAILURES'] as const;
/** What a narrow terminal can do without: the shift says more than the medians. */
const LEFT_OUT: readonly (readonly string[])[] = [[], ['RUNS'], ['RUNS', 'P50']];

function details(hooks: readonly HookComparison[], options: ComparisonTextOptions): readonly string[] {
  const rows = hooks.map(cells);
  for (const leftOut of LEFT_OUT) {
    const table = aligned(rows, leftOut);
    if (table.every((line) => columns(line) <= options.width))
      return table.map((line, i) => paint(options, i === 0 ? '1' : tone(hooks[i - 1]), line));
  }
  return hooks.flatMap((hook) => block(hook, options));
}

/** With the headings. */
function aligned(rows: readonly (readonly string[])[], leftOut: readonly string[]): readonly string[] {
  const shown = [HEADINGS, ...rows].map((row) => row.filter((_, i) => !leftOut.includes(HEADINGS[i] ?? '')));
  const widths = HEADINGS.map((_, i) => shown.reduce((widest, row) => Math.max(widest, columns(row[i] ?? '')), 0));
  return shown.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - columns(cell))))
      .join('  ')
      .trimEnd(),
  );
}

function cells(hook: HookComparison): readonly string[] {
  const { runs, p50, shift, failures } = rowWords(hook);
  return [shortened(hook.hook), verdictWords(hook), runs, p50, shift, failures];
}

function block(hook: HookComparison, options: ComparisonTextOptions): readonly string[] {
  const [name = '', verdict, runs, p50, shift, failures] = cells(hook);
  return [
    paint(options, tone(hook), `${name}: ${verdict}`),
    `  runs ${runs}, failures ${failures}`,
    `  p50 ${p50}${shift === '-' ? '' : `, shift ${shift}`}`,
  ];
}

const shortened = (name: string): string => shortenedTo(lettersOf(name).map(printable), LONGEST_NAME);
const LONGEST_NAME = 33;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function tone(hook: HookComparison | undefined): string {
  const standing = hook === undefined ? 'same' : standingOf(hook);
  if (standing === 'worse') return '31';
  return standing === 'better' ? '32' : '';
}

/** `code` as in ECMA-48; '' leaves the text as it is. */
const paint = ({ colour }: ComparisonTextOptions, code: string, text: string): string =>
  colour && code !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
