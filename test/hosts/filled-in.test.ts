// What a host fills into a wrapped command stays where it is put: names that try to end every quote, bracket and here-document.

import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wrapBashText } from '../../src/hosts/bash-wrapper.ts';
import { wrapCommand } from '../../src/hosts/command-wrapper.ts';
import { wrapEntry } from '../../src/hosts/entry-wrapper.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { leadingWords } from '../../src/hosts/shell-words.ts';
import { geminiText } from '../support/agents.ts';
import { type Home, home } from '../support/homes.ts';
import { needs } from '../support/needs.ts';
import { seeded } from '../support/random.ts';
import { hostileNames } from './hostile-names.ts';
import { lefthookText } from './lefthook-text.ts';

const NAMES = 20_000;
/** A word of a command line holds at most 128 KiB on Linux. */
const FILES_OF_A_COMMAND = 1_000;
/** A host that replaced something in a hook's own name would open the quotes around it. */
const OPTIONS: WrapOptions = { hook: "it's {staged_files} $GEMINI_PROJECT_DIR", event: '{0}', agent: 'git' };

interface World extends Home {
  /** Where commands run, and where code from a name would leave something. */
  readonly work: string;
}

/** Without the shim, then with it. */
function worlds(shell?: string): readonly World[] {
  return [false, true].map((hasShim) => {
    const where = home({ env: (path) => ({ PATH: `${join(path, 'shell')}${delimiter}${process.env['PATH']}` }) });
    const work = join(where.path, 'work');
    for (const folder of [work, join(where.path, 'shell')]) mkdirSync(folder);
    if (hasShim) where.addShim();
    if (shell !== undefined) symlinkSync(shell, join(where.path, 'shell/sh'));
    return { ...where, work };
  });
}

type Texts = readonly [original: string, wrapped: string];

/** Starts what a host makes of both texts, in every world, and expects the same of them. */
function expectSame(
  all: readonly World[],
  [original, wrapped]: Texts,
  argv: (text: string) => readonly string[],
): void {
  const [first] = all;
  const bare = first?.run(argv(original), '', first.work);
  expect(bare?.code).toBe(0);
  for (const { run, work } of all) expect(run(argv(wrapped), '', work)).toEqual(bare);
}

const expectNothingLeft = (all: readonly World[]): void =>
  expect(all.flatMap(({ work }) => readdirSync(work))).toEqual([]);

const pathTo = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

function inCommands(names: readonly string[]): readonly (readonly string[])[] {
  const commands = Math.ceil(names.length / FILES_OF_A_COMMAND);
  return Array.from({ length: commands }, (_, i) => names.slice(i * FILES_OF_A_COMMAND, (i + 1) * FILES_OF_A_COMMAND));
}

const names = hostileNames(NAMES, seeded(20_261_128));

describe.each(['dash', 'bash', 'zsh', 'ksh', 'busybox'])('as %s', (program) => {
  test(`${NAMES} names of staged files mean in lefthook's line what they mean in the bare one`, (context) => {
    const shell = pathTo(program);
    needs(context, program, shell !== undefined);
    const [all, original] = [worlds(shell), `printf '<%s>' {1} {staged_files}`];
    for (const files of inCommands(names)) {
      expectSame(all, [original, wrapCommand(original, OPTIONS)], (text) => {
        return ['sh', '-c', lefthookText(text, files, ['.git/COMMIT_EDITMSG'])];
      });
    }
    expectNothingLeft(all);
  });

  test('between quotes of the line too', (context) => {
    const shell = pathTo(program);
    needs(context, program, shell !== undefined);
    // With others, lefthook itself leaves the quotes.
    const plain = names
      .filter((name) => !/['"`$\\\n]|\{staged_files\}/.test(name))
      .filter((name) => name.length < 200)
      .slice(0, 1_000);
    const [all, original] = [worlds(shell), `printf '<%s>' '{staged_files}' "{staged_files}"`];
    for (const files of inCommands(plain)) {
      expectSame(all, [original, wrapCommand(original, OPTIONS)], (text) => ['sh', '-c', lefthookText(text, files)]);
    }
    expectNothingLeft(all);
  });
});

test(`${NAMES} names behind an entry of pre-commit are words`, () => {
  const [all, original] = [worlds(), `printf '<%s>' --`];
  for (const files of inCommands(names)) {
    expectSame(all, [original, wrapEntry(original, OPTIONS)], (entry) => [...leadingWords(entry).words, ...files]);
  }
  expectNothingLeft(all);
});

test('a project of any name means in a line of Gemini CLI what it means in the bare one', () => {
  const [all, original] = [worlds(), `printf '<%s>' $GEMINI_PROJECT_DIR "$0"`];
  for (const name of names.slice(0, 200)) {
    const machine = { home: '/h', project: `/${name}`, env: {} };
    expectSame(all, [original, wrapBashText(original, OPTIONS)], (text) => ['bash', '-c', geminiText(text, machine)]);
  }
  expectNothingLeft(all);
});
