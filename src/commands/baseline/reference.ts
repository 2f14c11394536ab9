// A baseline as a command names it: by its name, or by the path of a file, which has a slash or ends in .json.

import { resolve } from 'node:path';
import { nearNames } from '../../base/near-names.ts';
import { UserError } from '../../base/user-error.ts';
import type { Baseline } from '../../insight/baseline.ts';
import { baselineNames, baselinePath, isBaselineName, readBaseline } from '../../sidecar/baseline-store.ts';

export const isPath = (reference: string): boolean => reference.includes('/') || reference.endsWith('.json');

/** Throws UserError for one that is not there or cannot be used. */
export function baselineOf(reference: string, folder: string): Baseline {
  const path = isPath(reference) ? resolve(reference) : baselinePath(folder, checkedName(reference));
  const read = readBaseline(path);
  switch (read.kind) {
    case 'found':
      return read.baseline;
    case 'missing':
      throw new UserError(isPath(reference) ? `there is no file ${path}` : unknownName(reference, folder));
    case 'unusable': {
      const isKept = !isPath(reference) && !read.problem.includes('update it');
      const way = isKept ? `; save it anew, or take it away with \`hookmeter baseline remove ${reference}\`` : '';
      throw new UserError(`${path} ${read.problem}${way}`);
    }
  }
}

/** Throws UserError for what cannot be one. */
export function checkedName(name: string): string {
  if (isBaselineName(name)) return name;
  const expected = 'expected letters, digits, ".", "_" and "-", the first a letter or a digit, at most 100';
  throw new UserError(`${JSON.stringify(name)} is no name for a baseline; ${expected}`);
}

export function unknownName(name: string, folder: string): string {
  const known = baselineNames(folder);
  const near = nearNames(name, known);
  const others =
    near.length > 0 ? `did you mean ${list(near)}?` : known.length === 0 ? NONE : `known are ${list(known)}`;
  return `no baseline is named ${name}; ${others}`;
}

const NONE = 'none has been saved yet: `hookmeter baseline save NAME`';
const MOST_NAMED = 20;
const list = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`;
