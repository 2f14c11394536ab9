// Folders that husky has git look into: `.husky/_` with husky 9, `.husky` with husky 5 to 8.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export const isFolderOfHusky = (path: string): boolean => folderOfHooks(path) !== undefined;

/** Where people write the hooks, for the folder that git looks into; undefined where that is none of husky's. */
export function folderOfHooks(path: string): string | undefined {
  if (basename(path) === '_' && existsSync(join(path, 'h'))) return dirname(path);
  return existsSync(join(path, '_', 'husky.sh')) ? path : undefined;
}
