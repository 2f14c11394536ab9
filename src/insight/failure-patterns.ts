// What failures have in common.

import { DAY, type Micros, micros } from '../base/units.ts';
import { drawnAtLeast } from './counts.ts';
import { dayOf } from './daily.ts';
import { FAILS, type HookRuns, type RunHistory } from './runs.ts';

export interface FailurePatterns {
  readonly failures: number;
  readonly runs: number;
  /** The most frequent first. */
  readonly errors: readonly ErrorCount[];
  /** Where failures are much more frequent than elsewhere, and chance does not explain it; the clearest first. */
  readonly concentrations: readonly Concentration[];
}

export interface ErrorCount {
  /** Exit code, or the outcome's name. */
  readonly error: string;
  readonly count: number;
  readonly firstAt: Micros;
  readonly lastAt: Micros;
}

export interface Concentration {
  readonly by: 'hour' | 'weekday' | 'project' | 'event' | 'agent';
  /** `09` for an hour, `Monday`, or a name. */
  readonly value: string;
  readonly failures: number;
  readonly runs: number;
  /** 0 to 1; elsewhere: over all other values. */
  readonly rate: number;
  readonly elsewhere: number;
  /** Fisher's exact test, times the number of all values that were compared. */
  readonly p: number;
}

const SIGNIFICANT = 0.01;
const LEAST_FAILURES = 5;
/** A bad afternoon is no pattern: an hour or a weekday needs failures on so many of them. */
const LEAST_DAYS = 3;
const LEAST_RATIO = 2;
/** Hours, weekdays, projects, events, agents. */
const KINDS = 5;
const HOUR = DAY / 24;
const WEEKDAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'] as const;

/** Hours and weekdays are of a zone `offset` microseconds east of UTC. */
export function failurePatterns(runs: HookRuns, { identities, errors }: RunHistory, offset = 0): FailurePatterns {
  const failures = runs.outcome.reduce((sum, code) => sum + (FAILS[code] ?? 0), 0);
  const hourOf = (i: number): string => String(Math.floor(((runs.at[i] ?? 0) + offset) / HOUR) % 24).padStart(2, '0');
  const weekdayOf = (i: number): string => WEEKDAYS[dayOf(runs.at[i] ?? 0, offset) % 7] ?? '';
  const nameOf =
    (field: 'project' | 'event' | 'agent') =>
    (i: number): string =>
      identities[runs.identity[i] ?? 0]?.[field] ?? '';
  const kinds = [
    { by: 'hour', valueAt: hourOf, days: LEAST_DAYS },
    { by: 'weekday', valueAt: weekdayOf, days: LEAST_DAYS },
    { by: 'project', valueAt: nameOf('project'), days: 1 },
    { by: 'event', valueAt: nameOf('event'), days: 1 },
    { by: 'agent', valueAt: nameOf('agent'), days: 1 },
  ] as const;
  const concentrations =
    failures < LEAST_FAILURES
      ? []
      : kinds.flatMap(({ by, valueAt, days }) => concentrated(countsOf(runs, valueAt, offset), by, days));
  return {
    failures,
    runs: runs.length,
    errors: errorCounts(runs, errors),
    concentrations: concentrations.sort((a, b) => a.p - b.p),
  };
}

function errorCounts({ error, outcome, at, length }: HookRuns, names: readonly string[]): ErrorCount[] {
  const counts = new Map<number, { count: number; firstAt: number; lastAt: number }>();
  for (let i = 0; i < length; i++) {
    if (FAILS[outcome[i] ?? 0] !== 1) continue;
    const moment = at[i] ?? 0;
    const known = counts.get(error[i] ?? 0);
    if (known === undefined) counts.set(error[i] ?? 0, { count: 1, firstAt: moment, lastAt: moment });
    else {
      known.count++;
      known.lastAt = moment;
    }
  }
  return Array.from(counts, ([name, { count, firstAt, lastAt }]) => ({
    error: names[name] ?? '',
    count,
    firstAt: micros(firstAt),
    lastAt: micros(lastAt),
  })).sort((a, b) => b.count - a.count);
}

interface Count {
  runs: number;
  failures: number;
  /** Days with a failure. */
  days: number;
  lastDay: number;
}

function countsOf(runs: HookRuns, valueAt: (i: number) => string, offset: number): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (let i = 0; i < runs.length; i++) {
    const value = valueAt(i);
    const count = counts.get(value) ?? { runs: 0, failures: 0, days: 0, lastDay: -Infinity };
    counts.set(value, count);
    count.runs++;
    if (FAILS[runs.outcome[i] ?? 0] !== 1) continue;
    count.failures++;
    const day = dayOf(runs.at[i] ?? 0, offset);
    if (day !== count.lastDay) count.days++;
    count.lastDay = day;
  }
  return counts;
}

function concentrated(counts: ReadonlyMap<string, Count>, by: Concentration['by'], leastDays: number): Concentration[] {
  const all = { runs: 0, failures: 0 };
  for (const { runs, failures } of counts.values()) {
    all.runs += runs;
    all.failures += failures;
  }
  return Array.from(counts).flatMap(([value, { runs, failures, days }]) => {
    if (runs === all.runs || failures < LEAST_FAILURES || days < leastDays) return [];
    const rate = failures / runs;
    const elsewhere = (all.failures - failures) / (all.runs - runs);
    const p = Math.min(1, drawnAtLeast(failures, runs, all.failures, all.runs) * counts.size * KINDS);
    return p < SIGNIFICANT && rate >= LEAST_RATIO * elsewhere ? { by, value, failures, runs, rate, elsewhere, p } : [];
  });
}
