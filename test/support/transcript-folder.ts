// Folders of transcripts, and what came of them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { noonAgo } from './journal.ts';

/** Noon of that many days ago. */
export const ago = (days: number) => ({ timestamp: new Date(noonAgo(days)).toISOString() });

/** Writes a file and the folders above it; returns its path. */
export function put(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** All files below a folder as one text, packed days unpacked. */
export function contents(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => readFileSync(join(each.parentPath, each.name)))
    .map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString())
    .join('\n');
}
