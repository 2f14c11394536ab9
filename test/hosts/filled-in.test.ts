// What a host fills into a wrapped command stays where it is put: names that try to end every quote, bracket and here-document.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wrapBashText } from '../../src/hosts/bash-wrapper.ts';
import { wrapCommand } from '../../src/hosts/command-wrapper.ts';
import { wrapEntry } from '../../src/hosts/entry-wrapper.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { leadingWords } from '../../src/hosts/shell-words.ts';
import { geminiText } from '../support/agents.ts';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM } from '../support/hookmeter.ts';
import { needs } from '../support/needs.ts';
import { seeded } from '../support/random.ts';
import { hostileNames } from './hostile-names.ts';
import { lefthookText } from './lefthook-text.ts';

const NAMES = 20_000;
/** A word of a command line holds at most 128 KiB on Linux. */
const FILES_OF_A_COMMAND = 200;
/** A host that replaced something in a hook's own name would open the quotes around it. */
const OPTIONS: WrapOptions = { hook: "it's {staged_files} $GEMINI_PROJECT_DIR", event: '{0}', agent: 'git' };

interface World {
  /** Where a command runs, and where code from a name would leave something. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Without the shim, then with it. */
function worlds(shell?: string): readonly [World, World] {
  const world = (hasShim: boolean): World => {
    const home = temporaryFolder();
    const folder = join(home, 'work');
    const state = join(home, '.local/state/hookmeter/bin');
    for (const path of [folder, state, join(home, 'shell')]) mkdirSync(path, { recursive: true });
    if (hasShim) copyFileSync(SHIM, join(state, 'hookmeter-run'));
    if (shell !== undefined) symlinkSync(shell, join(home, 'shell/sh'));
    return {
      folder,
      env: { PATH: `${join(home, 'shell')}${delimiter}${process.env['PATH']}`, HOME: home, SHLVL: '2' },
    };
  };
  return [world(false), world(true)];
}

function seen({ status, signal, stdout, stderr }: SpawnSyncReturns<Buffer>): unknown {
  return { status, signal, stdout: stdout.toString('hex'), stderr: stderr.toString() };
}

const run = ({ folder, env }: World, argv: readonly string[]): unknown =>
  seen(spawnSync(argv[0] ?? '', argv.slice(1), { cwd: folder, env }));

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
    for (const world of worlds(shell)) {
      for (const files of inCommands(names)) {
        const line = (text: string) => ['sh', '-c', lefthookText(text, files, ['.git/COMMIT_EDITMSG'])];
        const original = `printf '<%s>' {1} {staged_files}`;
        expect(run(world, line(wrapCommand(original, OPTIONS)))).toEqual(run(world, line(original)));
      }
      expect(readdirSync(world.folder)).toEqual([]);
    }
  });

  test('between quotes of the line too', (context) => {
    const shell = pathTo(program);
    needs(context, program, shell !== undefined);
    // With others, lefthook itself leaves the quotes.
    const plain = names
      .filter((name) => !/['"`$\\\n]|\{staged_files\}/.test(name))
      .filter((name) => name.length < 200)
      .slice(0, 1_000);
    for (const world of worlds(shell)) {
      for (const files of inCommands(plain)) {
        const line = (text: string) => ['sh', '-c', lefthookText(text, files)];
        const original = `printf '<%s>' '{staged_files}' "{staged_files}"`;
        expect(run(world, line(wrapCommand(original, OPTIONS)))).toEqual(run(world, line(original)));
      }
      expect(readdirSync(world.folder)).toEqual([]);
    }
  });
});

test(`${NAMES} names behind an entry of pre-commit are words`, () => {
  for (const world of worlds()) {
    for (const files of inCommands(names)) {
      const argv = (entry: string) => [...leadingWords(entry).words, ...files];
      const original = `printf '<%s>' --`;
      expect(run(world, argv(wrapEntry(original, OPTIONS)))).toEqual(run(world, argv(original)));
    }
    expect(readdirSync(world.folder)).toEqual([]);
  }
});

test('a project of any name means in a line of Gemini CLI what it means in the bare one', () => {
  for (const world of worlds()) {
    for (const name of names.slice(0, 200)) {
      const machine = { home: '/h', project: `/${name}`, env: {} };
      const line = (text: string) => ['bash', '-c', geminiText(text, machine)];
      const original = `printf '<%s>' $GEMINI_PROJECT_DIR "$0"`;
      expect(run(world, line(wrapBashText(original, OPTIONS)))).toEqual(run(world, line(original)));
    }
    expect(readdirSync(world.folder)).toEqual([]);
  }
});
