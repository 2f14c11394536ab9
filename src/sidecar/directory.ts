// The state directory: made private, with a current copy of the shim in it, because a path in a package cache may vanish.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../base/atomic-write.ts';
import { packageFile } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { readBytes } from '../base/read-text.ts';

/** Throws what the file system says when the directory cannot be made. */
export function prepareDirectory(places: Places): void {
  makeFolder(places.dir);
  // A state directory that an older umask or another tool left open is closed, whoever made it; a folder that others use for
  // other things as well (`--dir /tmp`) is not ours to close.
  const isOurs = existsSync(places.journal) || readdirSync(places.dir).length === 0;
  for (const folder of [places.journal, places.bin]) makeFolder(folder);
  if (isOurs && (statSync(places.dir).mode & 0o077) !== 0) chmodSync(places.dir, 0o700);
  copyIfOther(packageFile('src/shim/hookmeter-run'), join(places.bin, 'hookmeter-run'), 0o700);
  copyIfOther(packageFile('src/shim/hookmeter.sh'), places.shellFunctions, 0o600);
}

/** With the folders above it. Not by mkdir's own `recursive`, which never returns below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) {
    readdirSync(path); // says what is wrong with one that is no folder
    return;
  }
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(path)) throw error; // else somebody else was quicker
  }
}

/** By rename: a hook may be running the old copy, and bash reads a script while it runs. */
function copyIfOther(from: string, to: string, mode: number): void {
  const content = readFileSync(from);
  if (contentOf(to)?.equals(content)) return;
  writeAtomically(to, content, { durable: false, mode });
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readBytes(path);
  } catch {
    return undefined;
  }
}
