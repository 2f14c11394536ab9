// What a hook of the past is called: what it is called today, or what install would call it.

import type { Manifest } from '../manifest.ts';
import { scriptName } from '../script-name.ts';

/** Names that an installation has given come first: they are told apart from each other. */
export function createHookNames({ hooks }: Manifest): (command: string, event: string) => string {
  const given = new Map<string, string>();
  for (const { command, hook } of hooks) given.set(command, hook);
  for (const { command, event, hook } of hooks) given.set(keyOf(command, event), hook);
  const known = new Map<string, string>();
  return (command, event) => {
    const before = known.get(command);
    if (before !== undefined) return before;
    const name = given.get(keyOf(command, event)) ?? given.get(command);
    if (name !== undefined) return name;
    const made = scriptName(command);
    known.set(command, made);
    return made;
  };
}

const keyOf = (command: string, event: string): string => `${event}\u0000${command}`;
