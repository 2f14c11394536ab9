import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAIN } from '../support/hookmeter.ts';
import { machine } from '../support/machine.ts';
import { cleanEnv, run } from '../support/programs.ts';

const PYTHON = '#!/usr/bin/env python3\nprint("checked")\n';

// Each rename is a moment at which something becomes visible: shim, functions, manifest, backups, and each of the hooks.
test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'killed at rename %i, an install of programs leaves nothing behind',
  async (when) => {
    const here = machine();
    rmSync(here.path('.git'), { recursive: true });
    spawnSync('git', ['init', '-q', here.project], { env: cleanEnv(here.env) });
    here.put('.git/hooks/commit-msg', PYTHON, 0o755);
    here.put('check.py', PYTHON, 0o755);
    symlinkSync('../../check.py', here.path('.git/hooks/pre-push'));
    const before = here.tree();
    const inject = ['-e', 'trace=rename', '-e', `inject=rename:signal=KILL:when=${when}`];
    await run('strace', ['-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, MAIN, 'install', '--yes'], {
      env: here.env,
      cwd: here.project,
    });
    expect((await here.hookmeter(['uninstall', '--yes'])).stderr).toBe('');
    expect(here.tree()).toEqual(before);
  },
);
