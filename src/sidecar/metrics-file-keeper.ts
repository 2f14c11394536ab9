// Keeps metrics.json true: whole at every moment, and whole again soon after somebody edits, cuts or removes it.

import { existsSync, renameSync, type Stats, statSync } from 'node:fs';
import { writeAtomically } from '../base/atomic-write.ts';
import { readText } from '../base/read-text.ts';

export interface MetricsFileKeeper {
  /** Writes the text unless it is there already. Throws what the file system says. */
  write(text: string): void;
  /** Whether the file is not the one that was written last. */
  isDisturbed(): boolean;
}

export function createMetricsFileKeeper(path: string, replace = writeAtomically): MetricsFileKeeper {
  let written: { text: string; fingerprint: string } | undefined;
  const isDisturbed = (): boolean => written !== undefined && fingerprintOf(path) !== written.fingerprint;
  return {
    isDisturbed,
    write(text) {
      if (written?.text === text && !isDisturbed()) return;
      replace(path, text, { durable: false });
      const fingerprint = fingerprintOf(path);
      // Read again, because somebody may have changed it before its fingerprint was taken.
      written = { text, fingerprint: holds(path, text) ? fingerprint : 'disturbed' };
    },
  };
}

/**
 * A metrics.json that is there before hookmeter's first start is somebody's history: it is moved aside, never overwritten, and
 * never over an earlier one. Returns where it is now, or undefined where there was none, or one of our own.
 */
export function setForeignFileAside(path: string): string | undefined {
  if (!existsSync(path) || isOurs(readText(path))) return undefined;
  const aside = freeName(`${path}.before-hookmeter`);
  renameSync(path, aside);
  return aside;
}

/** The spec's own recorder writes no outcomes; and a file without any hook is nobody's history. */
const isOurs = (text: string): boolean => text.includes('"outcomes"') || text.includes('"hook_performance": {}');

function freeName(name: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}.${n}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function holds(path: string, text: string): boolean {
  try {
    return readText(path) === text;
  } catch {
    return false;
  }
}

function fingerprintOf(path: string): string {
  const stat: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
