// A home of its own in which words run as a host starts them: without the shim, and with it from the moment that it is put there.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from './folders.ts';
import { SHIM } from './hookmeter.ts';
import { journal, type Outcome, runExactly } from './shim.ts';

export interface Home {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** To their end, in `cwd` or else in the home. */
  run(words: readonly string[], input?: string, cwd?: string): Outcome;
  addShim(): void;
  /** Of the runs that have ended, in order. */
  hooks(): readonly string[];
}

export interface HomeOptions {
  /** Of the folder. */
  readonly name?: string;
  readonly env?: (path: string) => Readonly<Record<string, string>>;
  /** hookmeter's directory, in the home. */
  readonly state?: string;
}

export function home({ name = 'home', env = () => ({}), state = '.local/state/hookmeter' }: HomeOptions = {}): Home {
  const path = join(temporaryFolder(), name);
  const dir = join(path, state);
  mkdirSync(path);
  const all: Readonly<Record<string, string>> = {
    PATH: process.env['PATH'] ?? '',
    HOME: path,
    // Without it, a bash whose stdin is a socket reads ~/.bashrc: it takes itself for a remote shell.
    SHLVL: '2',
    // Without it, an old static bash asks a library that is not there.
    SHELL: '/bin/sh',
    ...env(path),
  };
  return {
    path,
    env: all,
    run: (words, input = '', cwd = path) => runExactly(words, { env: all, input, cwd }),
    addShim() {
      mkdirSync(join(dir, 'bin'), { recursive: true });
      copyFileSync(SHIM, join(dir, 'bin/hookmeter-run'));
    },
    hooks: () =>
      journal(dir)
        .lines.filter(({ kind }) => kind === 'end')
        .map(({ hook }) => hook),
  };
}

/** Runs words bare, wrapped without the shim, and wrapped with it: the same each time, and measured the last time alone. */
export function expectSame(where: Home, bare: readonly string[], wrapped: readonly string[], input = ''): void {
  const seen = where.run(bare, input);
  expect(where.run(wrapped, input)).toEqual(seen);
  expect(where.hooks()).toEqual([]);
  where.addShim();
  expect(where.run(wrapped, input)).toEqual(seen);
  expect(where.hooks()).toEqual(['guard']);
}
