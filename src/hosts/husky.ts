// husky 5 and newer: scripts in .husky, named by their event. Both generations start them as `sh -e FILE`: husky 9 from its own file,
// the older ones from husky.sh, which the script itself includes and which starts the script a second time.

import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { GIT_HOOKS, hookFolders } from './git-hooks.ts';
import type { HookChange, HookState, Host, Place, ReadHooks, Surroundings } from './host.ts';
import { folderOfHooks } from './husky-folders.ts';
import { findWrapper, type Starter, unwrapScript, wrapScript } from './script-wrapper.ts';
import { interpreterOf } from './shebang.ts';
import { statusOf } from './text-file.ts';
import { mentionsShim } from './wrapper.ts';

export const husky: Host = {
  id: 'husky',
  title: 'husky',
  agent: 'git',
  places,
  read,
};

/** Whatever the first line of the script says. */
const STARTER: Starter = { words: ['sh', '-e'], shell: 'sh', shebang: undefined };

function places(around: Surroundings): readonly Place[] {
  const configured = hookFolders(around).flatMap(({ path }) => folderOfHooks(path) ?? []);
  const folders = new Set([join(around.project, '.husky'), ...configured]);
  return [...folders].flatMap(scriptsIn).map((path) => ({ scope: 'project', path }));
}

/** husky 9 asks for no x bit. */
function scriptsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => GIT_HOOKS.has(name))
    .map((name) => join(folder, name))
    .filter((path) => statusOf(path)?.isFile() === true)
    .sort();
}

function read(place: Place, text: string, around: Surroundings): ReadHooks {
  const wrapper = findWrapper(text);
  const change: HookChange = {
    kind: 'edit',
    wrap: (options) => [wrapScript(text, options, STARTER)],
    unwrap: () => (wrapper === undefined ? [] : [unwrapScript(wrapper)]),
  };
  const hook = {
    event: basename(place.path),
    command: relative(around.project, place.path),
    title: '',
    timeout: undefined,
    blockCode: undefined,
    ...(wrapper?.isInPlace === false
      ? { lint: `hookmeter's text has moved to line ${wrapper.line}, where it does nothing` }
      : {}),
  };
  const state: HookState = wrapper === undefined ? bare(text) : { kind: 'wrapped', options: wrapper.options };
  return { ok: true, hooks: [{ ...hook, state, change }], remarks: [] };
}

function bare(text: string): HookState {
  if (mentionsShim(text)) return { kind: 'by_hand' };
  if (interpreterOf(text).kind === 'binary') return left('it is no script');
  if (/^#!.*\s-\w*e/.test(text) && INCLUDES.test(text)) {
    return left('its -e would let husky start it twice; remove that, husky itself adds it');
  }
  return { kind: 'bare' };
}

const INCLUDES = /^\.\s.*\/_\/husky\.sh/m;
const left = (why: string): HookState => ({ kind: 'left', why, byDefault: false });
