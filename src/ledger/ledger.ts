// What the journal adds up to. Pure: records in, totals out; no clock, no files. Every run counts exactly once.

import { type Micros, micros, since } from '../base/units.ts';
import {
  type EndRecord,
  type ForgetRecord,
  type Identity,
  type ImportRecord,
  identityOf,
  type JournalRecord,
  type PastRecord,
  type RejectReason,
  type StartRecord,
} from '../journal/record.ts';
import { type RunHash, runKey } from '../journal/run-hash.ts';
import { countEnd, countersOf, countSettled, createEntry, type Entry, freeze } from './entry.ts';
import { createOpenRuns } from './open-runs.ts';
import { outcomeOf } from './outcome.ts';
import { createPastRuns } from './past.ts';
import { RunLog } from './run-log.ts';
import { createSeenRuns, type SeenRuns } from './seen.ts';
import { IDLE_AFTER, type ImportedHook, type Snapshot } from './snapshot.ts';
import { emptyState, entryFrom, type LedgerState, type OpenRun, type SettledAs, stateOfEntry } from './state.ts';
import type { LedgerWatcher } from './watcher.ts';

export interface Ledger {
  /** `day` names the journal file that the record was read from. */
  apply(record: JournalRecord, day: string): void;
  /** A line was read, whatever it held. */
  countLine(): void;
  reject(reason: RejectReason): void;
  openRuns(): Iterable<OpenRun>;
  /** The verdict on an open run that will not end; a later end of it changes nothing but `lateEnds`. */
  settle(run: OpenRun, verdict: SettledAs, at: Micros): void;
  /** What became of the runs that were settled so and whose day is in the journal, by run key. */
  settledRuns(): ReadonlyMap<string, { readonly verdict: SettledAs }>;
  /** A run of that day is known to have ended, and saved as such. */
  remember(day: string, run: RunHash): void;
  /** The same for one that is not saved (any more): it is among `unsavedEnds`. */
  rememberAnew(day: string, run: RunHash): void;
  /** The day is sealed: no line of it will be read again, so its ended runs need not be unsaved. */
  forgetRuns(day: string): void;
  /** The day has left the journal. */
  dropDay(day: string): void;
  /** The latest day that has; '' before the first. What is imported of it or of days before may have counted, and does not count. */
  droppedThrough(): string;
  /** The runs that ended since the last `saved()`, by day, in order. */
  unsavedEnds(): ReadonlyMap<string, RunLog>;
  /** How many those are. */
  unsavedRuns(): number;
  /** What unsavedEnds gave is on disk. */
  saved(): void;
  snapshot(now: Micros): Snapshot;
  state(): LedgerState;
  /** Grows with every change that a snapshot shows. */
  version(): number;
  /** Lines read so far. */
  lines(): number;
}

/** What is over the cap on entries is counted here. */
export const OVERFLOW: Identity = identityOf('__overflow__');

export interface LedgerOptions {
  readonly maxEntries: number;
  readonly watcher?: LedgerWatcher | undefined;
}

export function createLedger(options: LedgerOptions, state: LedgerState = emptyState()): Ledger {
  const { watcher } = options;
  const entries = new Map<string, Entry>();
  for (const saved of state.entries) {
    const entry = entryFrom(saved);
    entries.set(entry.identity.key, entry);
  }
  const open = createOpenRuns<OpenRun>();
  const settled = new Map(state.settled.map(([run, day, verdict]) => [run, { day, verdict }]));
  const imported = new Map(state.imported.map((totals) => [totals.hook, totals]));
  const seen = new Map<string, SeenRuns>();
  const rejects = new Map(state.rejects);
  const unsaved = new Map<string, RunLog>();
  const past = createPastRuns(state.past);
  let { lastBorn, lines, lateEnds, overflowRuns, droppedThrough } = state;
  let version = 0;
  let unsavedRuns = 0;

  for (const run of state.open) {
    open.add(run);
    const entry = entries.get(run.entryKey);
    if (entry !== undefined) entry.active++;
  }

  const nextBorn = (): number => ++lastBorn;

  function entryFor(identity: Identity, startedAt: Micros): Entry {
    const known = entries.get(identity.key);
    if (known !== undefined) return known;
    if (entries.size >= options.maxEntries && identity.key !== OVERFLOW.key) return entryFor(OVERFLOW, startedAt);
    const entry = createEntry(identity, nextBorn(), startedAt);
    entries.set(identity.key, entry);
    return entry;
  }

  /** An entry that had left /metrics comes back: what it said before is what its new series start from. */
  function revive(entry: Entry, at: Micros): void {
    const idle = entry.lastAt !== undefined && since(entry.lastAt, at) > IDLE_AFTER && entry.active === 0;
    const back = entry.forgottenAt !== undefined && at > entry.forgottenAt;
    if (!idle && !back) return;
    entry.before = countersOf(entry);
    entry.born = nextBorn();
    entry.forgottenAt = undefined;
    entry.frozen = undefined;
  }

  function hasEnded(run: RunHash): boolean {
    for (const runs of seen.values()) if (runs.has(run)) return true;
    return false;
  }

  function seenOn(day: string): SeenRuns {
    const known = seen.get(day);
    if (known !== undefined) return known;
    const runs = createSeenRuns();
    seen.set(day, runs);
    return runs;
  }

  /** False where the run had ended before. */
  function rememberEnd(day: string, run: RunHash): boolean {
    const runs = seenOn(day);
    for (const others of seen.values()) if (others !== runs && others.has(run)) return false;
    if (!runs.add(run)) return false;
    let fresh = unsaved.get(day);
    if (fresh === undefined) {
      fresh = new RunLog();
      unsaved.set(day, fresh);
    }
    fresh.push(run);
    unsavedRuns++;
    return true;
  }

  const isSettled = (run: RunHash): boolean => settled.size > 0 && settled.has(runKey(run));

  function applyStart(record: StartRecord, day: string): void {
    const { run, at, pid, host, timeout } = record;
    if (open.get(run) !== undefined || isSettled(run) || hasEnded(run)) return;
    const entry = entryFor(record.identity, at);
    revive(entry, at);
    const started = { run, entryKey: entry.identity.key, day, at, pid, host, timeout };
    open.add(started);
    watcher?.started(started, record.identity);
    entry.active++;
    if (timeout !== undefined) entry.timeout = timeout;
    entry.frozen = undefined;
    version++;
  }

  function applyEnd(record: EndRecord, day: string): void {
    if (!rememberEnd(day, record.run)) return;
    version++;
    if (isSettled(record.run)) {
      lateEnds++;
      return;
    }
    const run = open.get(record.run);
    const timeout = record.timeout ?? run?.timeout;
    const end = timeout === record.timeout ? record : { ...record, timeout };
    const entry = entryFor(record.identity, micros(record.at - record.us));
    revive(entry, record.at);
    if (run !== undefined) close(run);
    if (timeout !== undefined) entry.timeout = timeout;
    const outcome = outcomeOf(end);
    countEnd(entry, end, outcome, nextBorn);
    watcher?.ended(end, outcome, run);
    if (entry.identity.key === OVERFLOW.key) overflowRuns++;
  }

  function close(run: OpenRun): Entry | undefined {
    open.delete(run);
    const entry = entries.get(run.entryKey);
    if (entry === undefined) return undefined;
    entry.active--;
    entry.frozen = undefined;
    return entry;
  }

  /** The start of the oldest open run of each entry, by entry key. */
  function oldestStarts(): ReadonlyMap<string, Micros> {
    const oldest = new Map<string, Micros>();
    for (const { entryKey, at } of open.values()) {
      if (at < (oldest.get(entryKey) ?? Number.POSITIVE_INFINITY)) oldest.set(entryKey, at);
    }
    return oldest;
  }

  function applyForget(record: ForgetRecord): void {
    const totals = imported.get(record.hook);
    if (totals !== undefined && totals.at <= record.at) imported.set(record.hook, { ...totals, forgotten: true });
    past.forget(record);
    version++;
    for (const entry of entries.values()) {
      if (entry.identity.hook !== record.hook || (entry.lastAt ?? 0) > record.at) continue;
      entry.forgottenAt = record.at;
      entry.frozen = undefined;
    }
  }

  /** The latest import counts, and not the last one read: a day that was replaced is read again. */
  function applyImport({ hook, at, successful, failed, us, lastAt }: ImportRecord): void {
    if ((imported.get(hook)?.at ?? -1) >= at) return;
    imported.set(hook, { hook, at, successful, failed, us, lastAt, forgotten: false });
    version++;
  }

  function applyPast(record: PastRecord, day: string): void {
    if (day <= droppedThrough || !rememberEnd(day, record.run)) return;
    past.count(record);
    version++;
  }

  return {
    apply(record, day) {
      switch (record.kind) {
        case 'end':
          return applyEnd(record, day);
        case 'start':
          return applyStart(record, day);
        case 'forget':
          return applyForget(record);
        case 'import':
          return applyImport(record);
        case 'past':
          return applyPast(record, day);
      }
    },
    countLine() {
      lines++;
    },
    reject(reason) {
      rejects.set(reason, (rejects.get(reason) ?? 0) + 1);
      version++;
    },
    openRuns: () => open.values(),
    settle(run, verdict, at) {
      const known = open.get(run.run);
      if (known === undefined) return;
      settled.set(runKey(known.run), { day: known.day, verdict });
      const entry = close(known);
      if (entry === undefined) return;
      countSettled(entry, verdict, at, nextBorn);
      watcher?.settled(known, entry.identity, verdict, at);
      if (entry.identity.key === OVERFLOW.key) overflowRuns++;
      version++;
    },
    settledRuns: () => settled,
    remember: (day, run) => void seenOn(day).add(run),
    rememberAnew: (day, run) => void rememberEnd(day, run),
    forgetRuns(day) {
      seen.delete(day);
      unsaved.delete(day);
    },
    dropDay(day) {
      seen.delete(day);
      unsaved.delete(day);
      for (const [key, each] of settled) if (each.day === day) settled.delete(key);
      if (day > droppedThrough) droppedThrough = day;
    },
    droppedThrough: () => droppedThrough,
    unsavedEnds: () => unsaved,
    unsavedRuns: () => unsavedRuns,
    saved() {
      unsaved.clear();
      unsavedRuns = 0;
    },
    snapshot(now) {
      const reading = { lines, rejects: new Map(rejects), lateEnds, overflowRuns, openRuns: open.size };
      const totals: readonly ImportedHook[] = [...imported.values()];
      const oldest = oldestStarts();
      const frozen = [...entries].map(([key, entry]) => freeze(entry, oldest.get(key)));
      return { takenAt: now, entries: frozen, neverRan: [], imported: totals, past: past.hooks(), reading, lastBorn };
    },
    state: () => ({
      lastBorn,
      lines,
      lateEnds,
      overflowRuns,
      rejects: [...rejects],
      entries: [...entries.values()].map(stateOfEntry),
      open: [...open.values()],
      settled: [...settled].map(([run, { day, verdict }]) => [run, day, verdict]),
      imported: [...imported.values()],
      past: past.state(),
      droppedThrough,
    }),
    version: () => version,
    lines: () => lines,
  };
}
