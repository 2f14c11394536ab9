// Where a report goes when it does not go to stdout.

import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeAtomically } from '../../base/atomic-write.ts';
import { UserError } from '../../base/user-error.ts';

/** Before the work: throws UserError where nothing can be written. */
export function checkOutput(path: string): void {
  if (path === '') throw new UserError('--output is ""; expected a file');
  const status = told(path, () => statSync(path, { throwIfNoEntry: false }));
  if (status?.isDirectory() === true)
    throw new UserError(`--output ${path} is a folder; expected a file, as in ${resolve(path, 'report.html')}`);
  if (status !== undefined && !status.isFile())
    throw new UserError(`--output ${path} is no regular file; leave --output out to write to stdout`);
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new UserError(`--output ${path} cannot be written: there is no folder ${folder}`);
}

/** Whole or not at all, for nobody else to read: names of projects and commands are in it. */
export const write = (path: string, text: string): void =>
  told(path, () => writeAtomically(path, text, { durable: false, mode: 0o600 }));

/** What the file system refuses is a matter of the path that somebody gave. */
function told<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(', ');
    throw new UserError(`--output ${path} cannot be written: ${reason}; leave --output out to write to stdout`);
  }
}
