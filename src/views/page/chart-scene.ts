// What there is to draw of one hook's durations: pure, so that it can be told what is on the chart without looking at it.

import type { Outcome } from '../../ledger/outcome.ts';
import type { HookDetail } from '../api/types.ts';
import type { EndedRun } from './live.ts';
import type { Scale } from './route.ts';

export interface Scene {
  /** In the order of time: milliseconds since 1970. */
  readonly at: readonly number[];
  /** Milliseconds; null for a run that was lost. */
  readonly ms: readonly (number | null)[];
  readonly outcome: readonly (Outcome | undefined)[];
  readonly scale: Scale;
  readonly from: number;
  readonly until: number;
  /** The durations at the lower and at the upper edge. */
  readonly bottom: number;
  readonly top: number;
  readonly quantiles: readonly Quantile[];
  /** The first run after each change, and the number it has in the list beside the chart. */
  readonly changes: readonly { readonly at: number; readonly label: string }[];
  /** Undefined where there is none, or where it is so far above that nothing else could be seen. */
  readonly timeout: number | undefined;
}

export interface Quantile {
  readonly name: 'p50' | 'p95' | 'p99';
  /** In the middles of the equal parts of the time. */
  readonly at: readonly number[];
  readonly ms: readonly (number | null)[];
}

/** A run of no time at all has to stand somewhere on a logarithmic scale. */
const SHORTEST_MS = 0.05;
/** A timeout further above the slowest run than this would press everything else to the bottom. */
const FAR: Readonly<Record<Scale, number>> = { linear: 2.5, log: 100 };
/** Of the time, before the first moment and after the last, so that no point is cut off. */
const EDGE = 0.01;
/** From here on a linear scale shows little but the slowest runs. */
const WIDE = 12;

export function sceneOf(detail: HookDetail, ended: readonly EndedRun[], wanted: Scale | undefined): Scene {
  const { points, row, range, buckets } = detail;
  const scale = wanted ?? suitedScale(detail);
  const at = [...points.at, ...ended.map((run) => run.at)];
  const ms = [...points.ms, ...ended.map((run) => run.ms)];
  const outcome = [...points.outcome.map((i) => points.outcomes[i]), ...ended.map((run) => run.outcome)];
  const sorted = inOrderOfTime(at, ms, outcome);
  const known = ms.flatMap((each) => each ?? []);
  const most = known.reduce((a, b) => Math.max(a, b), 1);
  const least = Math.max(
    SHORTEST_MS,
    known.reduce((a, b) => Math.min(a, b), most),
  );
  const timeout = row.timeout_ms !== null && row.timeout_ms <= FAR[scale] * most ? row.timeout_ms : undefined;
  const highest = Math.max(most, timeout ?? 0);
  const last = at.reduce((a, b) => Math.max(a, b), Date.parse(range.until));
  const first = Math.min(Date.parse(range.from), last - 1000);
  const edge = EDGE * (last - first);
  return {
    ...sorted,
    scale,
    from: first - edge,
    until: last + edge,
    bottom: scale === 'log' ? least / 1.6 : 0,
    top: scale === 'log' ? highest * 1.6 : highest * 1.08,
    quantiles: quantilesOf(buckets, Date.parse(range.until)),
    changes: detail.duration_changes.map((change, i) => ({ at: Date.parse(change.from), label: `${i + 1}` })),
    timeout,
  };
}

/** Logarithmic where the slow runs take many times as long as most. */
export function suitedScale({ row }: HookDetail): Scale {
  const { p50_ms, p99_ms } = row;
  return p50_ms !== null && p99_ms !== null && p99_ms > WIDE * Math.max(p50_ms, SHORTEST_MS) ? 'log' : 'linear';
}

type Columns = Pick<Scene, 'at' | 'ms' | 'outcome'>;

/** Runs that ended while others were read may come later than they ended. */
function inOrderOfTime(at: readonly number[], ms: Columns['ms'], outcome: Columns['outcome']): Columns {
  if (at.every((each, i) => i === 0 || each >= (at[i - 1] ?? 0))) return { at, ms, outcome };
  const order = at.map((_, i) => i).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  return {
    at: order.map((i) => at[i] ?? 0),
    ms: order.map((i) => ms[i] ?? null),
    outcome: order.map((i) => outcome[i]),
  };
}

function quantilesOf({ at, p50_ms, p95_ms, p99_ms }: HookDetail['buckets'], until: number): Quantile[] {
  const middles = at.map((from, i) => (from + (at[i + 1] ?? until)) / 2);
  return [
    { name: 'p50', at: middles, ms: p50_ms },
    { name: 'p95', at: middles, ms: p95_ms },
    { name: 'p99', at: middles, ms: p99_ms },
  ];
}
