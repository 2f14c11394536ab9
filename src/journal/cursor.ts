// How far a file has been read, and how to know it again.

import { crc32 } from 'node:zlib';

/** A file is the same when device and inode are, or, for one that was copied or restored, when it begins with the same bytes. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
  /** How many first bytes `headHash` covers: at most 4 KiB, and never more than were read. */
  readonly headLength: number;
  readonly headHash: number;
}

export interface Cursor {
  readonly file: FileIdentity;
  /** Bytes read; always at the start of a line unless `skipping`. */
  readonly offset: number;
  /** The offset lies inside a line that was already counted as too long. */
  readonly skipping: boolean;
}

/** How far one UTC day has been read: its compressed part, then the plain file that the shim appends to. */
export interface DayCursor {
  readonly day: string;
  readonly packed: PackedCursor | undefined;
  readonly plain: Cursor | undefined;
}

export interface PackedCursor {
  /** Size of the .gz file when it had been read to its end: as long as it stays, there is nothing new in it. 0 before that. */
  readonly size: number;
  /** Bytes read of what it unpacks to. */
  readonly offset: number;
  readonly skipping: boolean;
}

/** What is known of a file without reading it to the end. `head(n)` gives at most its first n bytes. */
export interface SeenFile {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  head(length: number): Uint8Array;
}

/** Whether the file still begins as it did when the cursor was taken, and is no shorter than what was read. */
export function isSameFile(cursor: Cursor, file: SeenFile): boolean {
  if (file.size < cursor.offset) return false;
  const head = file.head(cursor.file.headLength);
  return head.length === cursor.file.headLength && crc32(head) === cursor.file.headHash;
}

export const HEAD_BYTES = 4096;

export function cursorAt(file: SeenFile, offset: number, skipping: boolean): Cursor {
  const head = file.head(Math.min(HEAD_BYTES, offset));
  return { file: { dev: file.dev, ino: file.ino, headLength: head.length, headHash: crc32(head) }, offset, skipping };
}
