// Baselines on disk: in the state directory by name, or anywhere by path.

import { type Dirent, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../base/atomic-write.ts';
import { readText } from '../base/read-text.ts';
import type { Baseline } from '../insight/baseline.ts';
import { isMissing } from '../journal/segments.ts';
import { baselineText, parseBaseline } from './baseline-file.ts';

export type ReadBaseline =
  | { readonly kind: 'found'; readonly baseline: Baseline }
  | { readonly kind: 'missing' }
  /** `problem` goes on from "the file …". */
  | { readonly kind: 'unusable'; readonly problem: string };

/** Letters, digits, `.`, `_` and `-`, the first a letter or a digit; at most 100. Not ending in `.json`, as paths do. */
export const isBaselineName = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text) && !text.endsWith(EXTENSION);

const EXTENSION = '.json';

export const baselinePath = (folder: string, name: string): string => join(folder, `${name}${EXTENSION}`);

export function readBaseline(path: string): ReadBaseline {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'unusable', problem: `cannot be read: ${error instanceof Error ? error.message : error}` };
  }
  const parsed = parseBaseline(text);
  return parsed.ok ? { kind: 'found', baseline: parsed.baseline } : { kind: 'unusable', problem: parsed.problem };
}

/** The names of all that are kept, damaged ones included. A FIFO would be waited for for ever. */
export function baselineNames(folder: string): string[] {
  let files: readonly Dirent[];
  try {
    files = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return files
    .filter((file) => (file.isFile() || file.isSymbolicLink()) && file.name.endsWith(EXTENSION))
    .map(({ name }) => name.slice(0, -EXTENSION.length))
    .filter(isBaselineName)
    .sort();
}

/** False, and nothing is written, where something is there that is not to be replaced. Folders on the way to it are private. Throws what the file system says. */
export function writeBaseline(path: string, baseline: Baseline, { replace }: { readonly replace: boolean }): boolean {
  if (!replace && existsSync(path)) return false;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomically(path, baselineText(baseline), { durable: true });
  return true;
}

/** Throws what the file system says. */
export const removeBaseline = (folder: string, name: string): void => rmSync(baselinePath(folder, name));
