// A comparison as a comment under a pull request, in GitHub's Markdown.

import type { HookComparison } from '../../insight/comparison.ts';
import { lettersOf, shortenedTo } from '../columns.ts';
import { printable } from '../printable.ts';
import { type ComparedSide, type ComparisonReport, inOrder, standingOf } from './report.ts';
import { counted, countsWords, rangeWords, regressionWords, rowWords, summary, verdictWords } from './words.ts';

export function comparisonMarkdown(report: ComparisonReport): string {
  const { base, head, comparison, notes } = report;
  const hooks = inOrder(comparison.hooks);
  const isUnchanged = (hook: HookComparison): boolean => ['same', 'too_few'].includes(standingOf(hook));
  const changed = hooks.filter((hook) => !isUnchanged(hook));
  const unchanged = hooks.filter(isUnchanged);
  const parts = [
    `### Hooks: ${summary(hooks)}`,
    ...verdict(report),
    ...(changed.length === 0 ? [] : [table(changed)]),
    ...(unchanged.length === 0 ? [] : [folded(summary(unchanged), table(unchanged))]),
    [sideLine('before', base), sideLine('after', head), ...notes.map(plain)].join('<br>\n'),
    ...(hooks.length === 0 ? [] : [EXPLAINED]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const EXPLAINED =
  '<sub>Shift: a typical run after against a typical run before. In brackets the range that it is in (failures: percentage points); “same” means no difference beyond that range.</sub>';

function verdict({ limits, regressions }: ComparisonReport): readonly string[] {
  if (limits === undefined) return [];
  if (regressions.length === 0) return ['**Accepted**: nothing is worse than allowed.'];
  const lines = regressions.slice(0, MOST_ROWS).map((each) => `- ${name(each.hook)} ${plain(regressionWords(each))}`);
  return [`**Not accepted**:\n\n${[...lines, ...more(regressions.length)].join('\n')}`];
}

const HEAD = ['| Hook | Verdict | Runs | p50 | Shift | Failures |', '| --- | --- | --- | --- | --- | --- |'];
/** A comment holds 65,536 characters. */
const MOST_ROWS = 100;

function table(hooks: readonly HookComparison[]): string {
  const rows = [...HEAD, ...hooks.slice(0, MOST_ROWS).map(row)].join('\n');
  return [rows, ...more(hooks.length)].join('\n\n');
}

const more = (count: number): readonly string[] =>
  count > MOST_ROWS ? [`and ${counted(count - MOST_ROWS, 'more hook')}`] : [];

function row(hook: HookComparison): string {
  const { runs, p50, shift, failures } = rowWords(hook);
  const word = verdictWords(hook);
  const verdict = standingOf(hook) === 'worse' ? `**${word}**` : word;
  // Inside a table a pipe ends the cell even within code; a backslash keeps it and is taken away.
  const cells = [name(hook.hook).replaceAll('|', '\\|'), verdict, ...[runs, p50, shift, failures].map(plain)];
  return `| ${cells.join(' | ')} |`;
}

const folded = (title: string, content: string): string =>
  `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;

function sideLine(role: string, side: ComparedSide): string {
  const range = rangeWords(side.hooks);
  const what = side.name === undefined ? 'the journal' : `baseline ${name(side.name)}`;
  return `${role}: ${what}, ${countsWords(side)}${range === undefined ? '' : `, ${range}`}`;
}

/** As code, in which nothing is read as Markdown, as HTML, or as a mention of somebody. */
function name(text: string): string {
  const shown = shortenedTo(lettersOf(text).map(printable), LONGEST_NAME);
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  // One space at each end is taken away again where both ends have one.
  const padding = /^`|`$|^ .* $/.test(shown) && shown.trim() !== '' ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

const LONGEST_NAME = 60;

/** Words of ours, in which `<0.1%` may occur. */
const plain = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
