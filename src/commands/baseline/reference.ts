// A baseline as a command names it: by its name, or by the path of a file, which has a slash or ends in .json.

import { resolve } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import type { Baseline } from '../../insight/baseline.ts';
import { baselineNames, baselinePath, isBaselineName, readBaseline } from '../../sidecar/baseline-store.ts';
import { insteadWords } from '../known-names.ts';

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

export const unknownName = (name: string, folder: string): string =>
  `no baseline is named ${name}; ${insteadWords(name, baselineNames(folder), NONE)}`;

const NONE = 'none has been saved yet: `hookmeter baseline save NAME`';
