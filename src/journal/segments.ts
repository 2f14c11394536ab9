// The files of the journal: one plain file per UTC day, which a later seal turns into a gzip file of one or more members.

import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { syncFolder } from '../base/atomic-write.ts';
import type { SeenFile } from './cursor.ts';
import { plainFile } from './day-file.ts';

/** The files of one UTC day. A plain file beside a packed one holds what was appended after the day was sealed. */
export interface DayFiles {
  readonly day: string;
  readonly packed: string | undefined;
  /** A plain file that a seal had renamed before it was interrupted. */
  readonly sealing: string | undefined;
  readonly plain: string | undefined;
}

/** All days in the journal folder, oldest first; empty where there is no folder. Throws when it cannot be read. */
export function listDays(journal: string): readonly DayFiles[] {
  const days = new Map<string, { packed?: string; sealing?: string; plain?: string }>();
  for (const name of namesIn(journal)) {
    const match = DAY_FILE.exec(name);
    const [, day, ending] = match ?? [];
    if (day === undefined) continue;
    const files = days.get(day) ?? {};
    days.set(day, files);
    files[PART_BY_ENDING.get(ending ?? '') ?? 'plain'] = join(journal, name);
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, files]) => ({ day, packed: files.packed, sealing: files.sealing, plain: files.plain }));
}

const sealingFile = (journal: string, day: string): string => join(journal, `${day}.ndjson.sealing`);
const packedFile = (journal: string, day: string): string => join(journal, `${day}.ndjson.gz`);

const DAY_FILE = /^(\d{4}-\d\d-\d\d)\.ndjson(\.gz|\.sealing)?$/;
const PART_BY_ENDING: ReadonlyMap<string, 'packed' | 'sealing' | 'plain'> = new Map([
  ['.gz', 'packed'],
  ['.sealing', 'sealing'],
]);

/** A FIFO would be waited for; a link is listed, and whoever reads it is told. */
function namesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() || entry.isSymbolicLink() ? [entry.name] : []));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A FIFO is not waited for, and a link is refused (ELOOP): it may lead to /dev/zero, which would fill the disk when the day is packed. */
const AS_IT_IS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

function refuseLink(path: string): void {
  try {
    closeSync(openSync(path, AS_IT_IS));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** What the file system says, as opposed to a fault of the program. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

/** An opened plain file. Undefined where it is gone, or no regular one; throws what the file system says, of a link as well. */
export function openSegment(
  path: string,
): (SeenFile & { read(into: Buffer, from: number): number; close(): void }) | undefined {
  let fd: number;
  try {
    fd = openSync(path, AS_IT_IS);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const status = fstatSync(fd);
  if (!status.isFile()) {
    closeSync(fd);
    return undefined;
  }
  const { dev, ino, size } = status;
  const head = (length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
  };
  return {
    dev,
    ino,
    size,
    head,
    read: (into, from) => readSync(fd, into, 0, into.length, from),
    close: () => closeSync(fd),
  };
}

/**
 * What a packed day unpacks to, in chunks. A damaged end ends it early: `onDamage` is told, and what came before counts. Throws
 * what the file system says.
 */
export async function* unpacked(path: string, onDamage: (error: Error) => void): AsyncGenerator<Buffer> {
  refuseLink(path);
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    if (isSystemError(error)) throw error;
    onDamage(error instanceof Error ? error : new Error(String(error)));
  } finally {
    source.destroy();
  }
}

/**
 * Takes the plain file out of the shim's sight. Whoever had opened it may still append: read it once more after this. Where an earlier
 * seal of the day could not be finished, that one comes first, and the plain file stays.
 */
export function beginSeal(journal: string, day: string): string {
  const sealing = sealingFile(journal, day);
  for (const path of [sealing, plainFile(journal, day)]) refuseLink(path);
  if (!existsSync(sealing)) {
    renameSync(plainFile(journal, day), sealing);
    syncFolder(journal);
  }
  closeLastLine(sealing);
  return sealing;
}

/** A torn last line gets its newline: what is appended to a sealed day begins a line of its own. */
function closeLastLine(path: string): void {
  const fd = openSync(path, 'a+');
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE) writeSync(fd, '\n');
  } finally {
    closeSync(fd);
  }
}

const NEWLINE = 10;

/**
 * Appends the renamed plain file to the day's gzip file as one more member (RFC 1952 §2.2 allows many), by way of a file beside it, then
 * removes the plain one. Interrupted at any moment, finishSeal can be called again.
 */
export async function finishSeal(journal: string, day: string): Promise<void> {
  const sealing = sealingFile(journal, day);
  const packed = packedFile(journal, day);
  for (const path of [sealing, packed]) refuseLink(path);
  closeLastLine(sealing);
  removeLeftOvers(journal, packed);
  if (!(await alreadyPacked(packed, sealing))) {
    const beside = `${packed}.${process.pid}.tmp`;
    try {
      if (existsSync(packed)) await pipeline(createReadStream(packed), createWriteStream(beside, { mode: 0o600 }));
      await pipeline(
        createReadStream(sealing),
        createGzip({ level: 9 }),
        createWriteStream(beside, { flags: 'a', mode: 0o600 }),
      );
      syncFile(beside);
      renameSync(beside, packed);
      syncFolder(journal);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }
  rmSync(sealing);
  syncFolder(journal);
}

/** Bytes that the last member of a gzip file unpacks to, modulo 2^32: RFC 1952 §2.3.1, ISIZE. */
export function lastMemberLength(packed: string): number {
  const fd = openSync(packed, 'r');
  try {
    const trailer = Buffer.alloc(4);
    readSync(fd, trailer, 0, 4, Math.max(0, fstatSync(fd).size - 4));
    return trailer.readUInt32LE();
  } finally {
    closeSync(fd);
  }
}

/** What a killed sidecar was writing; in a container the next one has the same pid. Only one sidecar holds the directory. */
function removeLeftOvers(journal: string, packed: string): void {
  const prefix = `${basename(packed)}.`;
  for (const name of namesIn(journal)) {
    if (name.startsWith(prefix) && name.endsWith('.tmp')) rmSync(join(journal, name), { force: true });
  }
}

/** After a crash between the rename and the removal, the packed file already ends with the plain one. */
async function alreadyPacked(packed: string, sealing: string): Promise<boolean> {
  if (!existsSync(packed)) return false;
  const wanted = await open(sealing, 'r');
  try {
    const { size } = await wanted.stat();
    if (size === 0) return true;
    const tail = await lastBytes(packed, Math.min(size, TAIL_BYTES));
    const expected = Buffer.alloc(tail.length);
    await wanted.read(expected, 0, expected.length, size - expected.length);
    return tail.length === Math.min(size, TAIL_BYTES) && expected.equals(tail);
  } finally {
    await wanted.close();
  }
}

/** Run ids are unique, so two different files never end with the same 64 KiB, nor with the same whole content. */
const TAIL_BYTES = 65_536;

async function lastBytes(packed: string, count: number): Promise<Buffer> {
  let tail = Buffer.alloc(0);
  for await (const chunk of unpacked(packed, () => {})) {
    tail = Buffer.concat([tail, chunk]).subarray(-count);
  }
  return tail;
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
