// A file of a host as text that can be edited and becomes bytes again, the untouched ones the same.

import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Settings and scripts of a project are smaller. */
export const MAX_BYTES = 5_000_000;

export interface TextFile {
  /** Where it is written: behind any symbolic link. */
  readonly path: string;
  readonly isLink: boolean;
  readonly text: string;
  /** latin1 stands for any bytes that are no UTF-8: each is one unit, so they survive. */
  readonly encoding: 'utf8' | 'latin1';
  readonly sha256: string;
  readonly mode: number;
  readonly isWritable: boolean;
}

/** Absent where there is no such file. Throws what the file system says when there is one that cannot be read. */
export function readTextFile(path: string): TextFile | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || !isThere(path)) return undefined;
  const bytes = readFileSync(path);
  const utf8 = bytes.toString('utf8');
  const encoding = Buffer.from(utf8).equals(bytes) ? 'utf8' : 'latin1';
  const real = realpathSync(path);
  return {
    path: real,
    isLink: status.isSymbolicLink(),
    text: encoding === 'utf8' ? utf8 : bytes.toString('latin1'),
    encoding,
    sha256: sha256(bytes),
    mode: statSync(path).mode & 0o7777,
    isWritable: allows(real, constants.W_OK) && allows(dirname(real), constants.W_OK),
  };
}

/** Whether something stands at a path that is neither the file at the other one nor a copy of it; a link is a copy of the same link. */
export function isOther(path: string, than: string): boolean {
  const [one, other] = [path, than].map((each) => lstatSync(each, { throwIfNoEntry: false }));
  if (one === undefined) return false;
  if (other === undefined || one.isSymbolicLink() !== other.isSymbolicLink()) return true;
  if (one.isSymbolicLink()) return readlinkSync(path) !== readlinkSync(than);
  return !one.isFile() || !other.isFile() || !readFileSync(path).equals(readFileSync(than));
}

export const bytesOf = (text: string, encoding: TextFile['encoding']): Buffer => Buffer.from(text, encoding);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isThere = (path: string): boolean => statusOf(path)?.isFile() === true;

/** Of what a path leads to; undefined where it leads nowhere, or round in a circle. */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') return undefined;
    throw error;
  }
}

/** root may write everything: there a file without any write bit counts as read-only all the same. */
function allows(path: string, how: number): boolean {
  try {
    accessSync(path, how);
  } catch {
    return false;
  }
  return (statSync(path).mode & 0o222) !== 0;
}
