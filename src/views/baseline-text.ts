// Baselines on a terminal: the list of them, and what one holds.

import type { Baseline, HookBaseline } from '../insight/baseline.ts';
import { failuresOf } from '../insight/baseline.ts';
import type { Selection } from '../insight/selection.ts';
import { columns, lettersOf, shortenedTo } from './columns.ts';
import { counted, countsWords, duration, iso, moment, percent, rangeWords } from './comparison/words.ts';
import { printable } from './printable.ts';

/** What is known of one without its runs. */
export function baselineJson(baseline: Baseline) {
  const { name, savedAt, savedBy, selection, hooks } = baseline;
  const { since, until, hooks: names, projects } = selection;
  return {
    name,
    saved_at: iso(savedAt),
    saved_by: savedBy,
    since: since === undefined ? null : iso(since),
    until: iso(until),
    only_hooks: names,
    only_projects: projects,
    hooks: hooks.length,
    runs: hooks.reduce((sum, { runs }) => sum + runs, 0),
  };
}

/** One line for each; `width` columns are enough for two. */
export function baselineListText(baselines: readonly Baseline[], width: number): string {
  return baselines.map((baseline) => `${listLines(baseline, width).join('\n')}\n`).join('');
}

function listLines(baseline: Baseline, width: number): readonly string[] {
  const what = `${printable(baseline.name)}  saved ${moment(baseline.savedAt)} UTC`;
  const holds = [countsWords(baseline), ...selectionWords(baseline.selection)].join(', ');
  const line = `${what}, ${holds}`;
  return columns(line) <= width ? [line] : [what, `  ${holds}`];
}

export function baselineText(baseline: Baseline): string {
  const { name, savedAt, savedBy, selection, hooks } = baseline;
  const range = rangeWords(hooks);
  const lines = [
    `${printable(name)}: ${[countsWords(baseline), ...selectionWords(selection)].join(', ')}`,
    `saved ${moment(savedAt)} UTC by hookmeter ${printable(savedBy)}`,
    ...(range === undefined ? [] : [`runs of ${range}`]),
    '',
    ...hooks.flatMap(hookLines),
  ];
  return `${lines.join('\n')}\n`;
}

function hookLines(hook: HookBaseline): readonly string[] {
  const { runs, quantiles, durations } = hook;
  const failures = failuresOf(hook);
  const times =
    quantiles === undefined
      ? 'no durations'
      : `p50 ${duration(quantiles.p50)}, p95 ${duration(quantiles.p95)}, p99 ${duration(quantiles.p99)} of ${durations}`;
  return [
    shortenedTo(lettersOf(hook.hook).map(printable), LONGEST_NAME),
    `  ${counted(runs, 'run')}, ${counted(failures, 'failure')} (${percent(failures / runs)})`,
    `  ${times}`,
  ];
}

const LONGEST_NAME = 60;

/** What was left out, where something was. */
export function selectionWords({ since, hooks, projects }: Selection): readonly string[] {
  return [
    ...(since === undefined ? [] : [`since ${moment(since)} UTC`]),
    ...(hooks.length === 0 ? [] : [`only hooks ${hooks.map(printable).join(', ')}`]),
    ...(projects.length === 0 ? [] : [`only projects ${projects.map(printable).join(', ')}`]),
  ];
}
