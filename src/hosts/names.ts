// What hooks are called: as their host or their script is called, and told apart where that would be the same.

import { createHash } from 'node:crypto';
import { printable, scriptName, scriptWord } from './script-name.ts';
import { leadingWords } from './shell-words.ts';

export interface Nameable {
  /** What the host itself calls it; '' for none. */
  readonly title: string;
  readonly command: string;
  readonly event: string;
  /** The name it already has. */
  readonly name: string | undefined;
}

/**
 * A name for each, in the same order. The same command has the same name wherever it stands; different commands that would have the same
 * one are told apart, and a name that was given before stays.
 */
export function nameHooks(hooks: readonly Nameable[]): readonly string[] {
  const groups = new Map<string, Group>();
  for (const hook of hooks) {
    const key = keyOf(hook);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { hook, name: hook.name });
    else if (known.name === undefined) groups.set(key, { hook, name: hook.name });
  }
  const taken = new Set(Array.from(groups.values(), ({ name }) => name));
  for (const clash of clashes(groups, taken)) tellApart(clash, taken);
  return hooks.map((hook) => groups.get(keyOf(hook))?.name ?? plainName(hook));
}

interface Group {
  readonly hook: Nameable;
  name: string | undefined;
}

const keyOf = ({ title, command }: Nameable): string => `${title}\u0000${command}`;

const plainName = ({ title, command }: Nameable): string => printable(title) || scriptName(command);

/** Groups without a name, together with all others that want the same one. */
function clashes(groups: ReadonlyMap<string, Group>, taken: Set<string | undefined>): Group[][] {
  const byName = new Map<string, Group[]>();
  for (const group of groups.values()) {
    if (group.name !== undefined) continue;
    const name = plainName(group.hook);
    byName.set(name, [...(byName.get(name) ?? []), group]);
  }
  for (const [name, [only, ...others]] of byName) {
    if (only === undefined || others.length > 0 || taken.has(name)) continue;
    only.name = name;
    taken.add(name);
    byName.delete(name);
  }
  return [...byName.values()];
}

/** For each of them the first way of telling that gives it a name of its own. */
function tellApart(clash: readonly Group[], taken: Set<string | undefined>): void {
  let left = clash;
  for (const tell of TELLS) {
    const names = left.map(({ hook }) => tell(hook, left));
    const isOwn = names.map(
      (name, i) => name !== undefined && !taken.has(name) && names.every((other, j) => i === j || other !== name),
    );
    for (const [i, group] of left.entries()) {
      if (isOwn[i] !== true) continue;
      group.name = names[i];
      taken.add(names[i]);
    }
    left = left.filter((_, i) => isOwn[i] !== true);
  }
}

type Tell = (hook: Nameable, clash: readonly Group[]) => string | undefined;

const TELLS: readonly Tell[] = [
  ({ title, command }) => (title === '' ? printable(fileName(command)) : undefined),
  (hook) => (hook.title === '' ? inFolder(hook, plainName(hook)) : `${hook.event}/${plainName(hook)}`),
  (hook) => (hook.title === '' ? inFolder(hook, printable(fileName(hook.command))) : undefined),
  (hook, clash) => withArgument(hook, clash),
  (hook) => `${plainName(hook)}-${createHash('sha256').update(hook.command).digest('hex').slice(0, 4)}`,
  (hook) => `${plainName(hook)}-${createHash('sha256').update(keyOf(hook)).digest('hex').slice(0, 12)}`,
];

const fileName = (command: string): string => scriptWord(command).split('/').at(-1) ?? '';

/** In the working directory itself, or found by PATH: the name alone. */
function inFolder({ command }: Nameable, name: string): string | undefined {
  const parent = scriptWord(command).split('/').at(-2);
  if (parent === undefined || parent === '.') return name;
  return /^[\w.-]+$/.test(parent) ? printable(`${parent}/${name}`) : undefined;
}

/** With the first argument that the others do not have; the one without any is the plain one. */
function withArgument(hook: Nameable, clash: readonly Group[]): string | undefined {
  if (argumentsOf(hook.command).length === 0) return plainName(hook);
  const others = clash.filter((group) => group.hook !== hook).flatMap((group) => argumentsOf(group.hook.command));
  const own = argumentsOf(hook.command).find((word) => !others.includes(word) && /^[\w.:-]{1,30}$/.test(word));
  return own === undefined ? undefined : `${plainName(hook)}-${own.replace(/^-+/, '')}`;
}

const argumentsOf = (command: string): readonly string[] => leadingWords(command).words.slice(1);
