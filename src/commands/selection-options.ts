// Which runs a command is about: the options that several commands share.

import { Option } from 'commander';
import { momentFrom } from '../base/moment.ts';
import type { Micros } from '../base/units.ts';
import { UserError } from '../base/user-error.ts';
import type { Selection } from '../insight/selection.ts';

export interface SelectionFlags {
  readonly since?: string;
  readonly until?: string;
  readonly hook?: readonly string[];
  readonly project?: readonly string[];
}

export const sinceOption = (): Option =>
  new Option('--since <time>', 'only runs that ended then or later: 7d, 12h, 2026-11-01, 2026-11-01T08:30Z');
export const untilOption = (): Option => new Option('--until <time>', 'only runs that ended before then');
export const hookOption = (): Option =>
  new Option('--hook <name>', 'only hooks of that name; * stands for any characters; may be repeated').argParser(
    gather,
  );
export const projectOption = (): Option =>
  new Option('--project <name>', 'only runs in that project; likewise').argParser(gather);

/** Throws UserError for a time that is none, and for a stretch that is empty. */
export function selectionFrom({ since, until, hook = [], project = [] }: SelectionFlags, now: Micros): Selection {
  const from = since === undefined ? undefined : momentFrom(since, now, '--since');
  const to = until === undefined ? undefined : momentFrom(until, now, '--until');
  if (from !== undefined && to !== undefined && from >= to)
    throw new UserError(`--since ${since} is not before --until ${until}; nothing lies between`);
  if (hook.includes('')) throw new UserError('--hook is ""; expected a name, in which * stands for any characters');
  return { since: from, until: to, hooks: hook, projects: project };
}

const gather = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];
