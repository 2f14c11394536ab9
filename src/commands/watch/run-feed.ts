// Records in, runs out: each run once, by the rules of the ledger. Pure.

import type { Micros } from '../../base/units.ts';
import type { EndRecord, Identity, JournalRecord, StartRecord } from '../../journal/record.ts';
import type { RunHash } from '../../journal/run-hash.ts';
import { createOpenRuns } from '../../ledger/open-runs.ts';
import { outcomeOf } from '../../ledger/outcome.ts';
import { createSeenRuns, type SeenRuns } from '../../ledger/seen.ts';
import type { OpenRun } from '../../ledger/state.ts';
import type { Watched } from '../../views/watch/state.ts';

export interface RunFeed {
  /** `day` names the journal file that the record was read from. */
  apply(record: JournalRecord, day: string): void;
  openRuns(): Iterable<OpenRun>;
  /** An open run will not end; what is read of it later changes nothing. */
  settle(run: OpenRun, outcome: 'lost' | 'timed_out', at: Micros): void;
  /** Earlier days are over: nothing of them is remembered any longer. */
  forgetBefore(day: string): void;
}

export interface FeedOptions {
  /** Where the runs go. */
  readonly into: Pick<Watched, 'started' | 'ended' | 'dropped' | 'forgot'>;
  isSelected(identity: Identity): boolean;
  /** Runs that ended before are left out. */
  readonly since: Micros;
}

export function createRunFeed({ into, isSelected, since }: FeedOptions): RunFeed {
  const seen = new Map<string, SeenRuns>();
  const open = createOpenRuns<OpenRun>();
  const identities = new Map<string, Identity>();

  function hasEnded(run: RunHash): boolean {
    for (const runs of seen.values()) if (runs.has(run)) return true;
    return false;
  }

  /** False where it had ended before. */
  function remember(run: RunHash, day: string): boolean {
    if (hasEnded(run)) return false;
    const runs = seen.get(day) ?? createSeenRuns();
    seen.set(day, runs);
    return runs.add(run);
  }

  function start({ run, identity, at, pid, host, timeout }: StartRecord, day: string): void {
    if (open.get(run) !== undefined || hasEnded(run)) return;
    const started: OpenRun = { run, entryKey: identity.key, day, at, pid, host, timeout };
    open.add(started);
    identities.set(identity.key, identity);
    into.started(started, { identity, at, timeout });
  }

  function end(record: EndRecord, day: string): void {
    const { run, identity, at, us, code, signal } = record;
    if (!remember(run, day)) return;
    const started = open.get(run);
    if (started !== undefined) open.delete(started);
    const timeout = record.timeout ?? started?.timeout;
    const outcome = outcomeOf(timeout === record.timeout ? record : { ...record, timeout });
    into.ended(started, { identity, at, us, outcome, code, signal });
  }

  function drop(run: RunHash): void {
    const started = open.get(run);
    if (started === undefined) return;
    open.delete(started);
    into.dropped(started);
  }

  return {
    apply(record, day) {
      switch (record.kind) {
        case 'start':
          if (isSelected(record.identity)) start(record, day);
          return;
        case 'end':
          if (record.at >= since && isSelected(record.identity)) end(record, day);
          else drop(record.run);
          return;
        case 'forget':
          return into.forgot(record.hook, record.at);
        case 'import': // of the past: nothing of it happens now
        case 'past':
          return;
      }
    },
    openRuns: () => open.values(),
    settle(run, outcome, at) {
      const identity = identities.get(run.entryKey);
      if (identity === undefined || open.get(run.run) !== run || !remember(run.run, run.day)) return;
      open.delete(run);
      into.ended(run, { identity, at, us: undefined, outcome, code: undefined, signal: undefined });
    },
    forgetBefore(day) {
      for (const known of seen.keys()) if (known < day) seen.delete(known);
    },
  };
}
