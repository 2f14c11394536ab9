// A reader of the path sees the old content or the new, never a part.

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes beside the path and renames; mode 0600 unless another is given. With `durable`, content and rename survive a power cut once this returns
 * (https://man7.org/linux/man-pages/man2/fsync.2.html: the folder needs its own fsync). Throws what the file system says.
 */
export function writeAtomically(
  path: string,
  content: string | Uint8Array,
  options: {
    readonly durable: boolean;
    readonly mode?: number;
    /** Keeps mode and, as far as we may, owner of what is replaced. */
    readonly like?: Pick<Stats, 'mode' | 'uid' | 'gid'>;
  },
): void {
  // A name that nobody can guess, and a file that was not there: in a folder of others, they could have put something in its place.
  const beside = `${path}${BESIDE}${randomBytes(8).toString('hex')}.tmp`;
  try {
    const fd = openSync(beside, 'wx', options.mode ?? 0o600);
    try {
      if (options.mode !== undefined) fchmodSync(fd, options.mode); // whatever the umask
      writeFully(fd, typeof content === 'string' ? Buffer.from(content) : content);
      if (options.like !== undefined) resemble(fd, options.like);
      if (options.durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    // The same fault is to have the same words each time.
    if (error instanceof Error) error.message = error.message.replaceAll(beside, path);
    throw error;
  }
  if (options.durable) syncFolder(dirname(path));
}

/** Ours, and nobody else's: other programs write beside files of hosts as well. */
const BESIDE = '.hookmeter-';

/** Takes away what a writer of this path left beside it when it was killed. Only while nobody else can be writing it. */
export function removeLeftovers(path: string): void {
  const [folder, start] = [dirname(path), `${basename(path)}${BESIDE}`];
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isLeft = name.startsWith(start) && /^[0-9a-f]+\.tmp$/.test(name.slice(start.length));
    if (isLeft) rmSync(join(folder, name), { force: true });
  }
}

/** Makes renames and removals in a folder survive a power cut; a no-op where folders cannot be opened. */
export function syncFolder(folder: string): void {
  let fd: number;
  try {
    fd = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function resemble(fd: number, { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // only root may give files away; the group of a shared folder may not be ours
  }
  fchmodSync(fd, mode & 0o7777);
}

function writeFully(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
