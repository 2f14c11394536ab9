// What a reader should know, taken from the report: few lines of each kind, the most important first.

import { counted, errorWords } from '../words.ts';
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
    section('Where the time goes', costs(report)),
    section(
      'Together',
      report.together
        .toSorted((a, b) => Number(a.kind === 'follows') - Number(b.kind === 'follows'))
        .map(({ says }) => says),
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
  const steps = all
    .filter(({ from }) => Date.parse(from) >= oldest)
    .sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction))
    .map(({ says }) => says);
  return [...steps, ...costliest(hooks).flatMap(({ trend }) => trend?.says ?? [])];
}

/** The hooks that hosts wait for longest, down to a twentieth of that time. */
function costs({ hooks }: Report): readonly string[] {
  return hooks
    .flatMap(({ cost, runs }) => (cost === null || runs < LEAST_RUNS || cost.waited_share < LEAST_WAITED ? [] : [cost]))
    .sort((a, b) => b.waited_share - a.waited_share)
    .map(({ says }) => says);
}

const LEAST_WAITED = 0.05;

function conditions({ hooks }: Report): readonly string[] {
  const order = ['broken', 'in_periods', 'flaky'];
  return costliest(hooks)
    .filter(({ condition }) => order.includes(condition.kind))
    .sort((a, b) => order.indexOf(a.condition.kind) - order.indexOf(b.condition.kind))
    .flatMap(({ condition, concentrations, errors }) => [
      `${condition.says}${errorList(errors)}`,
      ...concentrations.slice(0, 1).map(({ says }) => says),
    ]);
}

/** `; exit code 1 (60 times in all), timed out (3)`. */
function errorList(errors: HookReport['errors']): string {
  const shown = errors.slice(0, MOST_ERRORS).map(({ error, count }, i) => {
    return `${errorWords(error)} (${i === 0 ? `${counted(count, 'time')} in all` : count.toLocaleString('en')})`;
  });
  return shown.length === 0 ? '' : `; ${shown.join(', ')}`;
}

const MOST_ERRORS = 3;

/** Those first whose runs took longest in all. */
export const costliest = (hooks: readonly HookReport[]): HookReport[] =>
  hooks.toSorted((a, b) => b.total_ms - a.total_ms || b.executions - a.executions || (a.hook < b.hook ? -1 : 1));

/** The hook with the longest median, of those that ran a few times. */
export function slowest(hooks: readonly HookReport[]): HookReport | undefined {
  const known = hooks.filter(({ runs, p50_ms }) => runs >= LEAST_RUNS && p50_ms !== null);
  return known.toSorted((a, b) => (b.p50_ms ?? 0) - (a.p50_ms ?? 0))[0];
}

const LEAST_RUNS = 3;
