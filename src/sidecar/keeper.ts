// Keeps the ledger in step with the journal, and the checkpoint with the ledger. All there is to it but time: who calls, and when,
// is up to sidecar.ts and the commands.

import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import type { Processes } from '../base/processes.ts';
import { DAY, dayStart, type Micros, micros, type Seconds, since, toSeconds } from '../base/units.ts';
import { createScrapers, type Scrapers } from '../exports/scrapers.ts';
import { parseScrapers } from '../exports/scrapers-state.ts';
import type { DayCursor } from '../journal/cursor.ts';
import type { RecordSink } from '../journal/reader.ts';
import { reread } from '../journal/reread.ts';
import { type DayFiles, finishSeal, listDays } from '../journal/segments.ts';
import { createTail, grownDays, type Tail } from '../journal/tail.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { createSettler } from '../ledger/settle.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { LedgerWatcher } from '../ledger/watcher.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { createConfigured } from './configured.ts';
import { createTroubles } from './troubles.ts';

export interface Keeper {
  readonly ledger: Ledger;
  readonly tail: Tail;
  readonly scrapers: Scrapers;
  /** It went on from a checkpoint. */
  readonly hadCheckpoint: boolean;
  /** Applies all that is in the journal by now. */
  catchUp(): Promise<void>;
  /** Catches up, then settles the open runs whose end will not come. */
  settle(): Promise<void>;
  /** With the configured hooks that never ran. */
  snapshot(): Snapshot;
  /** Notices where manifest.json has changed. */
  lookAtManifest(): void;
  /** Saves ledger and cursors; false when it could not, which is logged and counted. */
  save(): boolean;
  /** Saves where something was read or settled since the last save. */
  saveIfNeeded(): void;
  /** Since the checkpoint was last known to hold everything; absent before the first. */
  checkpointAge(): Seconds | undefined;
  writeErrors(): number;
  countWriteError(): void;
  /** How long the journal has had something that was not read. */
  lagSeconds(): Seconds;
}

export interface KeeperOptions {
  readonly places: Places;
  readonly maxEntries: number;
  /** What the shim calls this machine, see `host` in docs/journal.md. */
  readonly host: string;
  readonly processes: Processes;
  readonly log: Logger;
  /** Only looking: nothing is written, and somebody else may hold the directory. */
  readonly readOnly?: boolean;
  /** Told of each run as it counts. */
  readonly watcher?: LedgerWatcher;
  /** Asked before each save: whether the directory is still in our hands. */
  mayWrite?(): boolean;
  now(): Micros;
  /** Gives the event loop back during long work. */
  pause(): Promise<void>;
}

/** Loads the last good checkpoint. Throws what the file system says when the directory cannot be read. */
export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const { places, log, now } = options;
  const troubles = createTroubles(log);
  const store = createCheckpointStore(places);
  const { checkpoint, isPrevious, seen, damages } = store.load();
  for (const damage of damages) log.warn(damage);
  if (options.readOnly !== true) await finishInterruptedSeals(places.journal);
  const ledger = createLedger(options, checkpoint?.ledger);
  const cursors = checkpoint?.days ?? [];
  // Whoever only looks reads the days that have grown, and need not know what ended on the others.
  const grown = options.readOnly === true ? grownDays(places.journal, cursors) : undefined;
  await restoreSeen(ledger, places.journal, cursors, grown === undefined ? seen : only(seen, grown));
  // An old memory of what scrapers saw could serve a zero after a true value; without one everything is true at once.
  const scrapers = createScrapers(isPrevious ? undefined : parseScrapers(checkpoint?.scrapers));
  if (checkpoint === undefined) reportRebuild(places.journal, damages, log);
  let saveAbove = MOST_UNSAVED;
  const tail = createTail({
    journal: places.journal,
    cursors,
    ...(grown === undefined ? {} : { wants: ({ day }: DayFiles) => grown.has(day) }),
    sink: (day) => sinkInto(ledger, day),
    onTrouble: (path, error) => troubles.failed(`a part of ${path} cannot be read; the rest is`, error),
    async pause() {
      if (ledger.unsavedRuns() > saveAbove) saveAbove = save() ? MOST_UNSAVED : ledger.unsavedRuns() + MOST_UNSAVED;
      await options.pause();
    },
  });
  const settler = createSettler(options.host);
  const configured = createConfigured(places.manifest, options.maxEntries, log);
  let readSince = now();
  let savedMark = checkpoint === undefined ? -1 : markOf(ledger);
  let savedAt: Micros | undefined;
  let readAt = now();
  let writeErrors = 0;

  /** Whether a run of the day may yet end again: it has a plain file, or is not over and will get one. */
  const isNeeded = ({ day, plain }: DayCursor): boolean => plain !== undefined || !isOver(day, now());

  async function catchUp(): Promise<void> {
    const began = now();
    await tail.catchUp();
    // After a rebuild: the lines of packed days are read once, so nobody will ask for their runs again.
    for (const cursor of tail.cursors()) if (!isNeeded(cursor)) ledger.forgetRuns(cursor.day);
    readSince = began;
    readAt = now();
  }

  function save(): boolean {
    if (options.readOnly === true) ledger.saved(); // nobody will ask what would have to be saved
    if (options.readOnly === true || options.mayWrite?.() === false) return false;
    const state = scrapers.state();
    const days = tail.cursors();
    const unsealed = new Set(days.filter(isNeeded).map(({ day }) => day));
    try {
      store.save({ ledger: ledger.state(), days, scrapers: state }, ledger.unsavedEnds(), unsealed);
    } catch (error) {
      writeErrors++;
      troubles.failed(CANNOT_SAVE, error);
      return false;
    }
    troubles.worked(CANNOT_SAVE, 'the checkpoint is written again');
    ledger.saved();
    scrapers.persisted(state);
    savedMark = markOf(ledger);
    savedAt = now();
    return true;
  }

  return {
    ledger,
    tail,
    scrapers,
    hadCheckpoint: checkpoint !== undefined,
    catchUp,
    async settle() {
      await catchUp();
      const verdicts = settler.verdicts(ledger.openRuns(), readSince, now());
      for (const { run, outcome } of verdicts) ledger.settle(run, outcome, run.at);
      // A verdict is in no journal: were it lost in a crash, a counter that was already scraped could go back.
      if (verdicts.length > 0) save();
      const pids = settler.pids(ledger.openRuns());
      if (pids.length > 0) settler.observe(ledger.openRuns(), options.processes.startTimes(pids, now()), now());
    },
    snapshot: () => configured.addTo(ledger.snapshot(now())),
    lookAtManifest: configured.look,
    save,
    saveIfNeeded() {
      if (markOf(ledger) !== savedMark) save();
      else savedAt = now(); // it holds all there is
    },
    checkpointAge: () => (savedAt === undefined ? undefined : toSeconds(since(savedAt, now()))),
    writeErrors: () => writeErrors,
    countWriteError() {
      writeErrors++;
    },
    lagSeconds: () => (tail.lagBytes() === 0 ? toSeconds(micros(0)) : toSeconds(since(readAt, now()))),
  };
}

/** A whole further day has passed since its last moment: what is still running then is kept open by its own start. */
export const isOver = (day: string, now: Micros): boolean => now >= dayStart(day) + 2 * DAY;

/** In a long backlog: what is on disk need not be kept for the next save. */
const MOST_UNSAVED = 250_000;

const CANNOT_SAVE = 'the checkpoint cannot be written; counting goes on, and it is tried again';

/** Differs whenever there is something new to save. */
const markOf = (ledger: Ledger): number => ledger.version() + ledger.lines();

function sinkInto(ledger: Ledger, day: string): RecordSink {
  return {
    line: () => ledger.countLine(),
    record: (record) => ledger.apply(record, day),
    reject: (reason) => ledger.reject(reason),
  };
}

/** A seal that was cut short is completed before anything is read, so that a day is never in two places. */
async function finishInterruptedSeals(journal: string): Promise<void> {
  for (const { day, sealing } of listDays(journal)) if (sealing !== undefined) await finishSeal(journal, day);
}

const only = <T>(all: ReadonlyMap<string, T>, days: ReadonlySet<string>): ReadonlyMap<string, T> =>
  new Map([...all].filter(([day]) => days.has(day)));

async function restoreSeen(
  ledger: Ledger,
  journal: string,
  cursors: readonly DayCursor[],
  seen: ReadonlyMap<string, Iterable<Parameters<Ledger['remember']>[1]> | undefined>,
): Promise<void> {
  for (const [day, runs] of seen) {
    if (runs !== undefined) for (const run of runs) ledger.remember(day, run);
    const cursor = cursors.find((candidate) => candidate.day === day);
    if (runs !== undefined || cursor === undefined) continue;
    await reread(journal, cursor, {
      line: () => {},
      reject: () => {},
      record: (record) => {
        if (record.kind === 'end' || record.kind === 'past') ledger.rememberAnew(day, record.run);
      },
    });
  }
}

function reportRebuild(journal: string, damages: readonly string[], log: Logger): void {
  const [first] = listDays(journal);
  if (damages.length === 0 || first === undefined) return;
  log.warn(
    `totals are rebuilt from the journal that is left, which begins on ${first.day}: counters start again from there`,
  );
}
