// An install that is killed at one of its renames, and what is left of it.

import { rmSync, symlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { MAIN } from '../support/hookmeter.ts';
import { machine } from '../support/machine.ts';
import { run } from '../support/programs.ts';

const PYTHON = '#!/usr/bin/env python3\nprint("checked")\n';

/** Each rename is a moment at which something becomes visible: shim, functions, manifest, backups, and each of the hooks. */
export async function leavesNothingBehind(when: number): Promise<void> {
  const here = machine();
  rmSync(here.path('.git'), { recursive: true });
  await run('git', ['init', '-q', here.project], { env: here.env });
  here.put('.git/hooks/commit-msg', PYTHON, 0o755);
  here.put('check.py', PYTHON, 0o755);
  symlinkSync('../../check.py', here.path('.git/hooks/pre-push'));
  const before = here.tree();
  const inject = ['-e', 'trace=rename', '-e', `inject=rename:signal=KILL:when=${when}`];
  const words = ['-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, MAIN, 'install', '--yes'];
  await run('strace', words, { env: here.env, cwd: here.project });
  expect((await here.hookmeter(['uninstall', '--yes'])).stderr).toBe('');
  expect(here.tree()).toEqual(before);
}
