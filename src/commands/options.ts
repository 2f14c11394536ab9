// What several commands share: where the directory is, and what the settings are.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { type Places, placesIn, stateDirectory } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { type Flags, readSettings, type Settings } from '../sidecar/config.ts';

export const dirOption = (): Option =>
  new Option('--dir <dir>', 'the state directory (default: $HOOKMETER_DIR, see `hookmeter --help`)');
export const jsonOption = (): Option => new Option('--json', 'print JSON for machines');
export const maxEntriesOption = (): Option =>
  new Option('--max-entries <n>', 'cap on (hook, event, agent, project) combinations (default: 2000)');

export interface Context {
  readonly places: Places;
  readonly settings: Settings;
}

/** Throws UserError for a setting that cannot be used, and for a directory that is a file. */
export function contextFrom({ dir, ...flags }: Flags & { readonly dir?: string }): Context {
  if (dir === '') throw new UserError('--dir is ""; expected a folder');
  const places = placesIn(folder(dir === undefined ? stateDirectory(process.env) : resolve(dir)));
  const read = readSettings(flags, process.env, places.config);
  if (!read.ok) throw new UserError(read.message);
  return { places, settings: read.settings };
}

/** What is not there yet may become one. */
function folder(path: string): string {
  if (isOrMayBeFolder(path)) return path;
  throw new UserError(`${path} is no folder; expected the state directory: correct --dir or HOOKMETER_DIR`);
}

function isOrMayBeFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false; // below a file
    throw error;
  }
}
