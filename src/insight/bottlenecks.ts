// Which hooks cost the time.

import { type Micros, micros } from '../base/units.ts';
import { type BlockedTimes, blockedTimes } from './blocked-time.ts';
import { quantile } from './quantile.ts';
import type { HookRuns, RunHistory } from './runs.ts';

export interface Bottleneck {
  readonly hook: string;
  /** Runs with a known duration. */
  readonly runs: number;
  readonly total: Micros;
  /** Of the time of all hooks' runs, 0 to 1. */
  readonly share: number;
  /** Time in which it held its host up, and that of all hooks' such time, 0 to 1. */
  readonly critical: Micros;
  readonly criticalShare: number;
  /** So much less would hosts wait without it. */
  readonly alone: Micros;
  readonly p50: Micros;
  readonly p95: Micros;
  readonly p99: Micros;
  readonly work: Work;
}

/** `cpuShare` is CPU time over duration of the runs that know both; above 1 for several threads. */
export type Work =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'computing'; readonly cpuShare: number }
  | { readonly kind: 'waiting'; readonly cpuShare: number }
  | { readonly kind: 'mixed'; readonly cpuShare: number };

/** CPU is counted in whole milliseconds: of shorter time in all, no share is worth telling. */
const LEAST_TIME = 100_000;
const COMPUTING = 0.7;
const WAITING = 0.3;

/** Every hook with a known duration, the one that holds hosts up longest first. */
export function bottlenecks(history: RunHistory, blocked: BlockedTimes = blockedTimes(history)): Bottleneck[] {
  const totals = history.hooks.map(({ us }) => us.reduce((sum, each) => (Number.isNaN(each) ? sum : sum + each), 0));
  const all = totals.reduce((sum, total) => sum + total, 0);
  return history.hooks
    .flatMap((runs, i) => {
      const known = runs.us.filter((us) => !Number.isNaN(us)).sort();
      if (known.length === 0) return [];
      const { critical, alone } = blocked.hooks[i] ?? { critical: micros(0), alone: micros(0) };
      const at = (p: number): Micros => micros(Math.round(quantile(known, p) ?? 0));
      const total = micros(totals[i] ?? 0);
      return {
        hook: runs.hook,
        runs: known.length,
        total,
        share: share(total, all),
        critical,
        criticalShare: share(critical, blocked.total),
        alone,
        p50: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        work: workOf(runs),
      };
    })
    .sort((a, b) => b.critical - a.critical || b.total - a.total);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function workOf({ us, cpu, length }: HookRuns): Work {
  const sums = { us: 0, cpu: 0 };
  for (let i = 0; i < length; i++) {
    const [duration, busy] = [us[i] ?? NaN, cpu[i] ?? NaN];
    if (Number.isNaN(duration) || Number.isNaN(busy)) continue;
    sums.us += duration;
    sums.cpu += busy;
  }
  if (sums.us < LEAST_TIME) return { kind: 'unknown' };
  const cpuShare = sums.cpu / sums.us;
  if (cpuShare >= COMPUTING) return { kind: 'computing', cpuShare };
  return { kind: cpuShare <= WAITING ? 'waiting' : 'mixed', cpuShare };
}
