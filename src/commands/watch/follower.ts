// Follows the journal for somebody who only looks: from a day on, and writing nothing.

import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Processes } from '../../base/processes.ts';
import { type Micros, micros } from '../../base/units.ts';
import { cursorAt, type DayCursor } from '../../journal/cursor.ts';
import type { RecordSink } from '../../journal/reader.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { listDays, openSegment } from '../../journal/segments.ts';
import { createTail } from '../../journal/tail.ts';
import { createSettler } from '../../ledger/settle.ts';
import type { RunFeed } from './run-feed.ts';

export interface Follower {
  /** Reads all that is there by now. Throws what the file system says when the folder cannot be read. */
  catchUp(): Promise<void>;
  /** Finds the open runs whose end will not come. */
  settle(): Promise<void>;
  lagBytes(): number;
  /** Lines that were read, whatever they held. */
  lines(): number;
  /** Lines that were no record. */
  refused(): number;
  /** Why a part of the journal cannot be read at the moment. */
  trouble(): string | undefined;
}

export interface FollowerOptions {
  readonly journal: string;
  /** UTC. Of the days before only what is added from now on is read. */
  readonly firstDay: string;
  readonly feed: RunFeed;
  /** What the shim calls this machine. */
  readonly host: string;
  readonly processes: Processes;
  now(): Micros;
  pause(): Promise<void>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { journal, firstDay, feed, now } = options;
  const began = now();
  const settler = createSettler(options.host);
  let readSince = micros(0);
  let rounds = 0;
  let lines = 0;
  let refused = 0;
  let trouble: { readonly path: string; readonly message: string } | undefined;

  const sink = (day: string): RecordSink => ({
    line: () => lines++,
    reject: () => refused++,
    record: (record) => {
      if (day >= firstDay || endedSince(record, began)) feed.apply(record, day);
    },
  });
  const tail = createTail({
    journal,
    cursors: endsBefore(journal, firstDay),
    sink,
    onTrouble(path, error) {
      const why = 'code' in error ? String(error.code) : error.message;
      trouble = { path, message: `a part of ${basename(path)} cannot be read: ${why}` };
    },
    pause: options.pause,
  });

  async function catchUp(): Promise<void> {
    const from = now();
    await tail.catchUp();
    readSince = from;
  }

  return {
    catchUp,
    async settle() {
      await catchUp();
      rounds++;
      for (const { run, outcome } of settler.verdicts(feed.openRuns(), readSince, now())) {
        // What was gone when we came is dated by its start, which is all that is known of it.
        feed.settle(run, outcome, rounds > FIRST_VERDICTS ? now() : run.at);
      }
      const pids = settler.pids(feed.openRuns());
      settler.observe(
        feed.openRuns(),
        pids.length === 0 ? new Map() : options.processes.startTimes(pids, now()),
        now(),
      );
    },
    lagBytes: () => tail.lagBytes(),
    lines: () => lines,
    refused: () => refused,
    trouble() {
      if (trouble !== undefined && isReadable(trouble.path)) trouble = undefined;
      return trouble?.message;
    },
  };
}

/** The first round sees which processes are gone, the second that they left no end behind. */
const FIRST_VERDICTS = 2;

/** Something that was read again from the beginning of an earlier day is not news. */
const endedSince = (record: JournalRecord, moment: Micros): boolean => record.kind === 'end' && record.at >= moment;

/** Cursors at the end of what the days before hold. */
function endsBefore(journal: string, firstDay: string): readonly DayCursor[] {
  return listDays(journal)
    .filter(({ day }) => day < firstDay)
    .map(({ day, packed, sealing, plain }) => ({
      day,
      packed: packed === undefined ? undefined : { size: sizeOf(packed), offset: 0, skipping: false },
      plain: endOf(sealing ?? plain),
    }));
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function endOf(path: string | undefined): DayCursor['plain'] {
  const file = path === undefined || !isReadable(path) ? undefined : openSegment(path);
  if (file === undefined) return undefined;
  try {
    const last = Buffer.alloc(1);
    const isWhole = file.size === 0 || (file.read(last, file.size - 1) === 1 && last[0] === NEWLINE);
    return cursorAt(file, file.size, !isWhole);
  } finally {
    file.close();
  }
}

const NEWLINE = 10;

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return !lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
