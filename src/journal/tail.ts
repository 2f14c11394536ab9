// Follows the journal: every line of every day once, in the order of the days, from where the cursors say.

import { lstatSync, statSync } from 'node:fs';
import { type Cursor, cursorAt, type DayCursor, isSameFile, type PackedCursor } from './cursor.ts';
import { createJournalReader, type JournalReader, type RecordSink } from './reader.ts';
import {
  type DayFiles,
  isMissing,
  isSystemError,
  lastMemberLength,
  listDays,
  openSegment,
  unpacked,
} from './segments.ts';

export interface Tail {
  /** Reads everything there is. A call during a pass waits for it, and for one more that begins after the call. */
  catchUp(): Promise<void>;
  cursors(): readonly DayCursor[];
  /** Bytes that have not been read, unfinished lines included. */
  lagBytes(): number;
  /** The day's plain file has become part of its packed one. */
  sealed(day: string, packedFile: string): void;
  /** The day is gone from the journal. */
  dropped(day: string): void;
}

export interface TailOptions {
  readonly journal: string;
  readonly cursors: readonly DayCursor[];
  /** Whether the files of a day are looked at; all are, where absent. */
  wants?(files: DayFiles): boolean;
  /** Where the lines of a day go. */
  sink(day: string): RecordSink;
  /** A file that could not be read, or not to its end; the others are read all the same. */
  onTrouble(path: string, error: Error): void;
  /** Called between slices of a long read: the place to give the event loop back. */
  pause(): Promise<void>;
}

/** Bytes per read: small enough that a slice takes a few milliseconds, large enough that the calls cost nothing. */
const SLICE_BYTES = 256 * 1024;

/** A day is renamed twice while it is sealed; what is still missing then is gone. */
const MOST_PASSES = 3;

export function createTail(options: TailOptions): Tail {
  const days = new Map(options.cursors.map((cursor) => [cursor.day, cursor]));
  const fingerprints = new Map<string, string>();
  const troubled = new Map<string, string>();
  const read = createJournalReader();
  const slice = Buffer.alloc(SLICE_BYTES);
  const listing = createListing(options.journal);
  let isMoved = false;

  /** A day that is missing where it was listed has another name by now: sealed by somebody else, who did not tell. */
  async function passes(): Promise<void> {
    for (let left = MOST_PASSES; left > 0; left--) {
      isMoved = false;
      await pass();
      if (!isMoved) return;
    }
  }

  async function pass(): Promise<void> {
    const { files, fresh } = listing();
    for (const dayFiles of files) {
      const { packed, sealing, plain } = dayFiles;
      if (options.wants?.(dayFiles) === false) continue;
      if (fresh || troubled.has(packed ?? '')) await attempt(packed, (path) => readPacked(dayFiles, path));
      await attempt(sealing ?? plain, (path) => readPlain(dayFiles.day, path));
    }
  }

  /** What the file system refuses is told once, stops no other file, and is tried again at every look. */
  async function attempt(path: string | undefined, work: (path: string) => Promise<void>): Promise<void> {
    if (path === undefined) return;
    try {
      await work(path);
      troubled.delete(path);
    } catch (error) {
      fingerprints.delete(path);
      if (!isSystemError(error)) throw error;
      isMoved ||= isMissing(error);
      if (isMissing(error) || troubled.get(path) === error.message) return;
      troubled.set(path, error.message);
      options.onTrouble(path, error);
    }
  }

  async function readPacked(files: DayFiles, path: string): Promise<void> {
    const { day } = files;
    const stat = lstatSync(path);
    if (!stat.isFile() && !stat.isSymbolicLink()) return;
    const { size } = stat;
    const cursor = days.get(day);
    if (cursor?.packed?.size === size) return;
    const from = packedStart(cursor, files);
    const sink = options.sink(day);
    let damage: Error | undefined;
    const onDamage = (error: Error): void => {
      damage = error;
    };
    const plain = from.movedPlain ? undefined : cursor?.plain;
    const { pause } = options;
    const reached = (offset: number, skipping: boolean): void => {
      days.set(day, { day, packed: { size: 0, offset, skipping }, plain });
    };
    const end = await readStream(unpacked(path, onDamage), { from, read, sink, pause, reached });
    if (damage !== undefined) options.onTrouble(path, damage);
    days.set(day, { day, packed: { size, offset: end.offset, skipping: end.skipping }, plain });
  }

  async function readPlain(day: string, path: string): Promise<void> {
    if (!changed(path)) return;
    const file = openSegment(path);
    if (file === undefined) return;
    try {
      const sink = options.sink(day);
      const known = days.get(day)?.plain;
      let { offset, skipping } =
        known !== undefined && isSameFile(known, file) ? known : { offset: 0, skipping: false };
      for (;;) {
        const length = file.read(slice, offset);
        const progress = read(slice.subarray(0, length), skipping, sink);
        offset += progress.consumed;
        skipping = progress.skipping;
        if (progress.consumed > 0 || known === undefined) {
          days.set(day, { day, packed: days.get(day)?.packed, plain: cursorAt(file, offset, skipping) });
        }
        if (length < slice.length) return;
        await options.pause();
      }
    } finally {
      file.close();
    }
  }

  /** Whether a file may hold something new: a stat is all that an idle poll costs. */
  function changed(path: string): boolean {
    const { dev, ino, size, mtimeMs } = statSync(path);
    const fingerprint = `${dev} ${ino} ${size} ${mtimeMs}`;
    if (fingerprints.get(path) === fingerprint) return false;
    fingerprints.set(path, fingerprint);
    return true;
  }

  return {
    catchUp: singleFlight(passes),
    cursors: () => [...days.values()],
    lagBytes: () => listDays(options.journal).reduce((sum, files) => sum + unreadBytes(files, days.get(files.day)), 0),
    sealed(day, packedFile) {
      const cursor = days.get(day);
      const before = cursor?.packed?.offset ?? 0;
      const { offset, skipping } = cursor?.plain ?? { offset: 0, skipping: false };
      // A slow writer may have added a line after the last look at the plain file: then the packed one is looked through.
      const isRead = lastMemberLength(packedFile) === offset % 2 ** 32;
      const packed = { size: isRead ? statSync(packedFile).size : 0, offset: before + offset, skipping };
      days.set(day, { day, packed, plain: undefined });
    },
    dropped(day) {
      days.delete(day);
    },
  };
}

/**
 * The days in the folder, listed again only when the folder changed: an idle sidecar looks ten times a second, and there may be a
 * packed file for each day of the retention. A change within the last second may hide behind the clock's granularity.
 */
function createListing(journal: string): () => { readonly files: readonly DayFiles[]; readonly fresh: boolean } {
  let known: { mtimeMs: number; settled: boolean; files: readonly DayFiles[] } | undefined;
  return () => {
    const mtimeMs = statSync(journal, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (known?.mtimeMs === mtimeMs && known.settled) return { files: known.files, fresh: false };
    known = { mtimeMs, settled: Math.abs(Date.now() - mtimeMs) > 1000, files: listDays(journal) };
    return { files: known.files, fresh: true };
  };
}

/** The days that hold something behind these cursors, or may. */
export function grownDays(journal: string, cursors: readonly DayCursor[]): ReadonlySet<string> {
  const known = new Map(cursors.map((cursor) => [cursor.day, cursor]));
  const grown = listDays(journal).filter((files) => mayHaveGrown(files, known.get(files.day)));
  return new Set(grown.map(({ day }) => day));
}

/** A file that was replaced by another of the same length is another file. */
function mayHaveGrown(files: DayFiles, cursor: DayCursor | undefined): boolean {
  if (cursor === undefined) return true;
  const { plain } = cursor;
  return unreadBytes(files, cursor) > 0 || (plain !== undefined && !isStillPlain(plain, files));
}

/** A packed file that is not the one that was read counts with its size on disk: what it unpacks to is not known yet. */
function unreadBytes({ packed, sealing, plain }: DayFiles, cursor: DayCursor | undefined): number {
  const packedSize = sizeOf(packed);
  const unread = Math.max(0, sizeOf(sealing ?? plain) - (cursor?.plain?.offset ?? 0));
  return unread + (packedSize === (cursor?.packed?.size ?? 0) ? 0 : packedSize);
}

function sizeOf(path: string | undefined): number {
  if (path === undefined) return 0;
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0; // it cannot be read either: a pass tells of it
  }
}

interface PackedStart {
  readonly offset: number;
  readonly skipping: boolean;
  /** What the plain cursor counted is now in the packed file. */
  readonly movedPlain: boolean;
}

/**
 * Where to begin in a packed file that is not the one we read: after what was read of it, and, where the plain file that the
 * cursor was taken from has gone, after that as well: a seal that the checkpoint does not know of has moved it there.
 */
function packedStart(cursor: DayCursor | undefined, files: DayFiles): PackedStart {
  const packed: PackedCursor = cursor?.packed ?? { size: 0, offset: 0, skipping: false };
  const plain = cursor?.plain;
  if (plain === undefined || isStillPlain(plain, files)) {
    return { offset: packed.offset, skipping: packed.skipping, movedPlain: false };
  }
  return { offset: packed.offset + plain.offset, skipping: plain.skipping, movedPlain: true };
}

function isStillPlain(cursor: Cursor, files: DayFiles): boolean {
  const path = files.sealing ?? files.plain;
  const file = path === undefined ? undefined : openSegment(path);
  if (file === undefined) return false;
  try {
    return isSameFile(cursor, file);
  } finally {
    file.close();
  }
}

interface StreamWork {
  readonly from: { readonly offset: number; readonly skipping: boolean };
  readonly read: JournalReader;
  readonly sink: RecordSink;
  pause(): Promise<void>;
  /** All up to there has been handed to the sink. */
  reached(offset: number, skipping: boolean): void;
}

/** Reads a stream of chunks from an offset on; returns where it ended. */
async function readStream(
  chunks: AsyncIterable<Buffer>,
  { from, read, sink, pause, reached }: StreamWork,
): Promise<{ offset: number; skipping: boolean }> {
  let { offset, skipping } = from;
  let toSkip = offset;
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    const bytes = Buffer.concat([rest, chunk.subarray(skipped)]);
    const progress = read(bytes, skipping, sink);
    skipping = progress.skipping;
    offset += progress.consumed;
    rest = bytes.subarray(progress.consumed);
    reached(offset, skipping);
    await pause();
  }
  return { offset, skipping };
}

/** Runs `work` one at a time; a call while it runs is served by one further run that begins after the call. */
export function singleFlight(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return start();
    next = running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
