// The checkpoint on disk, the one before it, and the files of ended runs that both refer to.

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeAtomically } from '../base/atomic-write.ts';
import type { Places } from '../base/paths.ts';
import { readBytes, readText } from '../base/read-text.ts';
import type { RunHash } from '../journal/run-hash.ts';
import { isMissing } from '../journal/segments.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type SeenFileMark } from '../ledger/checkpoint.ts';
import type { RunLog } from '../ledger/run-log.ts';

export interface LoadedCheckpoint {
  readonly checkpoint: Checkpoint | undefined;
  /** It is the one before the last: what was served since the last is not in it. */
  readonly isPrevious: boolean;
  /** Ended runs by day; undefined where the file does not hold what the checkpoint says: the journal has to tell. */
  readonly seen: ReadonlyMap<string, Iterable<RunHash> | undefined>;
  /** What was wrong with a file that had to be passed over; empty on a first start. */
  readonly damages: readonly string[];
}

export interface CheckpointStore {
  load(): LoadedCheckpoint;
  /**
   * Durable once it returns; a save that throws can be repeated with the same runs. `remembered` are the runs that ended since
   * the last save that succeeded, `days` those whose ended runs must still be known.
   */
  save(checkpoint: Omit<Checkpoint, 'seen'>, remembered: ReadonlyMap<string, RunLog>, days: ReadonlySet<string>): void;
}

const RUN_BYTES = 8;

export function createCheckpointStore(places: Places): CheckpointStore {
  let marks = new Map<string, SeenFileMark>();
  let previousMarks = new Map<string, SeenFileMark>();
  const seenFile = (day: string): string => join(places.seen, `${day}.bin`);

  /** Appends behind what the last checkpoint covers; what an interrupted save left there belongs to none. */
  function append(day: string, runs: RunLog): SeenFileMark {
    const mark = marks.get(day) ?? { day, runs: 0, crc: 0 };
    const bytes = encodeRuns(runs);
    const fd = openSync(seenFile(day), 'a+', 0o600);
    try {
      ftruncateSync(fd, mark.runs * RUN_BYTES);
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return { day, runs: mark.runs + runs.size, crc: crc32(bytes, mark.crc) };
  }

  function removeUnused(): void {
    for (const name of readdirSync(places.seen)) {
      const day = name.slice(0, -'.bin'.length);
      if (!marks.has(day) && !previousMarks.has(day)) rmSync(join(places.seen, name), { force: true });
    }
  }

  return {
    load() {
      const damages: string[] = [];
      for (const path of [places.checkpoint, places.previousCheckpoint]) {
        const checkpoint = readCheckpoint(path, damages);
        if (checkpoint === undefined) continue;
        const seen = readSeen(checkpoint.seen, seenFile, damages);
        previousMarks = new Map(checkpoint.seen.map((mark) => [mark.day, mark]));
        // A damaged file is written anew.
        marks = new Map([...previousMarks].filter(([day]) => seen.get(day) !== undefined));
        return { checkpoint, isPrevious: path === places.previousCheckpoint, seen, damages };
      }
      return { checkpoint: undefined, isPrevious: false, seen: new Map(), damages };
    },
    save(checkpoint, remembered, days) {
      if (!existsSync(places.seen)) mkdirSync(places.seen, { mode: 0o700 }); // never the directory itself: it may be unmounted
      const next = new Map([...marks].filter(([day]) => days.has(day)));
      for (const [day, runs] of remembered) if (days.has(day)) next.set(day, append(day, runs));
      const text = encodeCheckpoint({ ...checkpoint, seen: [...next.values()] });
      keepPrevious(places);
      writeAtomically(places.checkpoint, text, { durable: true });
      previousMarks = marks;
      marks = next;
      removeUnused();
    },
  };
}

/** The current file under its second name; linked or copied, not renamed, so that there is a current one at every moment. */
function keepPrevious(places: Places): void {
  const beside = `${places.previousCheckpoint}.${process.pid}.tmp`;
  rmSync(beside, { force: true });
  if (!existsSync(places.checkpoint)) return;
  try {
    linkSync(places.checkpoint, beside);
  } catch {
    copyFileSync(places.checkpoint, beside); // a file system without hard links
  }
  renameSync(beside, places.previousCheckpoint);
  rmSync(beside, { force: true }); // rename does nothing where both names are the same file already: rename(2)
}

function readCheckpoint(path: string, damages: string[]): Checkpoint | undefined {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (!isMissing(error)) damages.push(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
  const decoded = decodeCheckpoint(text);
  if (decoded.ok) return decoded.checkpoint;
  damages.push(`${path} cannot be used: ${decoded.message}`);
  return undefined;
}

function readSeen(
  marks: readonly SeenFileMark[],
  fileOf: (day: string) => string,
  damages: string[],
): LoadedCheckpoint['seen'] {
  const seen = new Map<string, Iterable<RunHash> | undefined>();
  for (const mark of marks) {
    const runs = decodeRuns(fileOf(mark.day), mark);
    if (runs === undefined)
      damages.push(`${fileOf(mark.day)} does not hold the ${mark.runs} runs that the checkpoint says`);
    seen.set(mark.day, runs);
  }
  return seen;
}

function decodeRuns(path: string, mark: SeenFileMark): Iterable<RunHash> | undefined {
  let bytes: Buffer;
  try {
    bytes = readBytes(path).subarray(0, mark.runs * RUN_BYTES);
  } catch {
    return undefined;
  }
  if (bytes.length !== mark.runs * RUN_BYTES || crc32(bytes) !== mark.crc) return undefined;
  return runsIn(bytes);
}

function* runsIn(bytes: Buffer): Generator<RunHash> {
  for (let at = 0; at < bytes.length; at += RUN_BYTES) {
    yield { high: bytes.readInt32LE(at), low: bytes.readInt32LE(at + 4) };
  }
}

/** Little-endian halves, on every machine. */
function encodeRuns(runs: RunLog): Buffer {
  const { buffer, byteOffset, byteLength } = runs.halves();
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}
