// What a reader should know, taken from the report: few lines of each kind, the most important first.

import type { HookReport, Report } from './types.ts';

export interface Findings {
  readonly title: string;
  readonly says: readonly string[];
  /** That are not among these. */
  readonly more: number;
}

const MOST_SHOWN = 5;
/** Nobody looks for what changed before that: 30 days. */
const NEW_MS = 30 * 86_400_000;

/** Only what there is something to say about. */
export function findingsOf(report: Report): readonly Findings[] {
  return [
    section('What changed', changes(report)),
    section('Broken or flaky', conditions(report)),
    section(
      'Together',
      report.together.flatMap(({ kind, says }) => (kind === 'follows' ? [] : [says])),
    ),
    section('Capacity', report.capacity?.says ?? []),
    section(
      'Timeouts',
      costliest(report.hooks).flatMap(({ forecast }) => forecast.says ?? []),
    ),
  ].filter(({ says }) => says.length > 0);
}

function section(title: string, says: readonly string[]): Findings {
  return { title, says: says.slice(0, MOST_SHOWN), more: Math.max(0, says.length - MOST_SHOWN) };
}

/** The latest change of each hook, if it is new: what fails more, what became slower, then what became better. */
function changes({ hooks, journal }: Report): readonly string[] {
  const oldest = Date.parse(journal.until ?? '1970-01-01') - NEW_MS;
  const all = costliest(hooks).flatMap(({ failure_changes, duration_changes }) => {
    const [failing, lasting] = [failure_changes.at(-1), duration_changes.at(-1)];
    return [failing ?? [], lasting ?? []].flat();
  });
  const order = ['worse', 'slower', 'better', 'faster'];
  return all
    .filter(({ from }) => Date.parse(from) >= oldest)
    .sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction))
    .map(({ says }) => says);
}

function conditions({ hooks }: Report): readonly string[] {
  const order = ['broken', 'in_periods', 'flaky'];
  return costliest(hooks)
    .filter(({ condition }) => order.includes(condition.kind))
    .sort((a, b) => order.indexOf(a.condition.kind) - order.indexOf(b.condition.kind))
    .flatMap(({ condition, concentrations }) => [
      condition.says,
      ...concentrations.slice(0, 1).map(({ says }) => says),
    ]);
}

/** Those first whose runs took longest in all. */
export const costliest = (hooks: readonly HookReport[]): HookReport[] =>
  hooks.toSorted((a, b) => b.total_ms - a.total_ms || b.executions - a.executions || (a.hook < b.hook ? -1 : 1));

/** The hook with the longest median, of those that ran a few times. */
export function slowest(hooks: readonly HookReport[]): HookReport | undefined {
  const known = hooks.filter(({ runs, p50_ms }) => runs >= LEAST_RUNS && p50_ms !== null);
  return known.toSorted((a, b) => (b.p50_ms ?? 0) - (a.p50_ms ?? 0))[0];
}

const LEAST_RUNS = 3;
