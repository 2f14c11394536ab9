// What the stream of events has told: pure, so that any order of answers and events can be tried.

import { isFailure } from '../../ledger/outcome.ts';
import type { Changes, Health, Hello, OpenItem, RunItem } from '../api/types.ts';

/** What has ended of one hook since the overview was made. */
export interface Delta {
  readonly runs: number;
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly last: number;
  readonly lastOutcome: RunItem['outcome'];
}

export type EndedRun = Changes['ended'][number];

/** A run in the list of the latest; `key` tells those that are alike apart. */
export type LatestRun = RunItem & { readonly key: number };

export interface Live {
  /** The server's clock minus this machine's, in milliseconds; still while it only trembles. */
  readonly clockAhead: number;
  /** This machine's clock at the last event. */
  readonly now: number;
  readonly version: string | undefined;
  readonly health: Health | undefined;
  readonly open: ReadonlyMap<string, OpenItem>;
  /** Newest first, at most MOST_LATEST. */
  readonly latest: readonly LatestRun[];
  /** As they came, those before the last overview dropped. */
  readonly batches: readonly Batch[];
  /** When the last overview was made, by the server's clock. */
  readonly countedUntil: number;
  readonly deltas: ReadonlyMap<string, Delta>;
  /** Ended runs since the overview, those that were not listed included. */
  readonly since: { readonly runs: number; readonly failures: number };
  readonly nextKey: number;
}

interface Batch {
  readonly now: number;
  readonly ended: readonly EndedRun[];
  readonly skipped: number;
}

export const MOST_LATEST = 40;
const MOST_BATCHES = 2000;

export const NO_LIVE: Live = {
  clockAhead: 0,
  now: 0,
  version: undefined,
  health: undefined,
  open: new Map(),
  latest: [],
  batches: [],
  countedUntil: Number.NEGATIVE_INFINITY,
  deltas: new Map(),
  since: { runs: 0, failures: 0 },
  nextKey: 0,
};

/** `now` is this machine's clock. What was open before is forgotten: the server tells all that is. */
export function afterHello(live: Live, hello: Hello, now: number): Live {
  return {
    ...live,
    ...clocks(live, hello.now, now),
    version: hello.version,
    health: hello.health,
    open: new Map(hello.open.map((each) => [each.run, each])),
  };
}

export const afterHealth = (live: Live, health: Health, now: number): Live => ({
  ...live,
  ...clocks(live, health.now, now),
  health,
});

export function afterChanges(live: Live, changes: Changes, now: number): Live {
  const batch: Batch = { now: changes.now, ended: changes.ended, skipped: changes.skipped };
  const uncounted = uncountedOf(batch, live.countedUntil);
  const keyed = changes.ended.map((run, i): LatestRun => ({ ...run, key: live.nextKey + i }));
  return {
    ...live,
    ...clocks(live, changes.now, now),
    open: openAfter(live.open, changes),
    latest: [...keyed.slice(-MOST_LATEST).reverse(), ...live.latest].slice(0, MOST_LATEST),
    batches: [...live.batches, batch].slice(-MOST_BATCHES),
    deltas: withEnded(live.deltas, uncounted.ended),
    since: sum(live.since, uncounted),
    nextKey: live.nextKey + keyed.length,
  };
}

/** An overview that was made at `madeAt`, by the server's clock, counts what came before. */
export function afterOverview(live: Live, madeAt: number): Live {
  const batches = live.batches.filter(({ now }) => now > madeAt);
  const uncounted = batches.map((batch) => uncountedOf(batch, madeAt));
  return {
    ...live,
    batches,
    countedUntil: madeAt,
    deltas: uncounted.reduce((deltas, { ended }) => withEnded(deltas, ended), NO_LIVE.deltas),
    since: uncounted.reduce(sum, NO_LIVE.since),
  };
}

/** The server's latest runs, newest first, and those that have ended since. */
export function afterRuns(live: Live, runs: readonly RunItem[]): Live {
  const newest = runs[0]?.at ?? Number.NEGATIVE_INFINITY;
  const later = live.latest.filter(({ at }) => at > newest);
  const keyed = runs.map((run, i): LatestRun => ({ ...run, key: live.nextKey + i }));
  return { ...live, latest: [...later, ...keyed].slice(0, MOST_LATEST), nextKey: live.nextKey + keyed.length };
}

/** Of one hook, ended after `madeAt` by the server's clock, in the order in which they were told. */
export const endedSince = (live: Live, hook: string, madeAt: number): EndedRun[] =>
  live.batches.flatMap((batch) => uncountedOf(batch, madeAt).ended.filter((run) => run.hook === hook));

/** Runs are told of together, some time after the first of them ended. */
const GATHERED_MS = 300;

/** What an answer that was made at `madeAt` does not count: of runs that were gathered meanwhile, it counts some. */
function uncountedOf(batch: Batch, madeAt: number): Batch {
  if (batch.now <= madeAt) return { ...batch, ended: [], skipped: 0 };
  if (batch.now > madeAt + GATHERED_MS) return batch;
  return { ...batch, ended: batch.ended.filter(({ at }) => at >= madeAt) };
}

const TREMBLING_MS = 400;

function clocks({ clockAhead }: Live, server: number, now: number): Pick<Live, 'clockAhead' | 'now'> {
  const ahead = server - now;
  return { clockAhead: Math.abs(ahead - clockAhead) < TREMBLING_MS ? clockAhead : ahead, now };
}

function openAfter(open: ReadonlyMap<string, OpenItem>, { started, ended }: Changes): ReadonlyMap<string, OpenItem> {
  if (started.length === 0 && ended.length === 0) return open;
  const after = new Map(open);
  for (const each of started) after.set(each.run, each);
  for (const { run } of ended) if (run !== null) after.delete(run);
  return after;
}

function withEnded(deltas: ReadonlyMap<string, Delta>, ended: readonly EndedRun[]): ReadonlyMap<string, Delta> {
  if (ended.length === 0) return deltas;
  const after = new Map(deltas);
  for (const { hook, outcome, at } of ended) {
    const before = after.get(hook);
    const isLatest = before === undefined || at >= before.last;
    after.set(hook, {
      runs: (before?.runs ?? 0) + 1,
      failures: (before?.failures ?? 0) + Number(isFailure(outcome)),
      last: isLatest ? at : before.last,
      lastOutcome: isLatest ? outcome : before.lastOutcome,
    });
  }
  return after;
}

function sum(before: Live['since'], { ended, skipped }: Batch): Live['since'] {
  const failures = ended.filter(({ outcome }) => isFailure(outcome)).length;
  return { runs: before.runs + ended.length + skipped, failures: before.failures + failures };
}
