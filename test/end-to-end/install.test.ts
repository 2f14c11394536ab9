// The way that the README shows first: install, work as usual, report, uninstall.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';
import { run } from '../support/programs.ts';

const SETTINGS = `{
  "hooks": {
    "PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "~/guard.sh --strict", "timeout": 5 }] }],
    "Stop": [{ "hooks": [{ "type": "command", "command": "/bin/sh", "args": ["-c", "echo bye", "x"] }] }]
  }
}
`;

test('what a machine has is measured while people work, shown by report, and gone without a trace', async () => {
  const here = machine();
  const git = (...words: readonly string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { env: here.env, cwd: here.project });
  await run('rm', ['-r', join(here.project, '.git')]);
  await git('init', '--quiet', '--template=');
  here.put('.git/hooks/pre-commit', '#!/bin/sh\n# checks\necho checked >&2\n', 0o755);
  here.put(
    '.git/hooks/commit-msg',
    '#!/usr/bin/env python3\nimport sys\nsys.exit(open(sys.argv[1]).read()[0] == "x")\n',
    0o755,
  );
  here.put('~/guard.sh', '#!/bin/sh\ncat >/dev/null\necho no >&2\nexit 2\n', 0o755);
  here.put('~/.claude/settings.json', SETTINGS);
  here.put('a.txt', 'a');
  const before = here.tree();

  const installed = await here.hookmeter(['install', '--yes']);
  expect([installed.code, installed.stderr]).toEqual([0, '']);

  await git('add', 'a.txt');
  const commit = await git('commit', '--quiet', '--message', 'first');
  expect([commit.code, commit.stderr]).toEqual([0, 'checked\n']);
  expect((await git('commit', '--quiet', '--allow-empty', '--message', 'x')).code).toBe(1);
  const { hooks } = JSON.parse(here.read('~/.claude/settings.json'));
  const [guard, bye] = [hooks.PreToolUse[0].hooks[0], hooks.Stop[0].hooks[0]];
  const agent = { CLAUDECODE: '1', CLAUDE_PROJECT_DIR: here.project };
  expect(await here.shell(guard.command, agent)).toMatchObject({ code: 2, stdout: '', stderr: 'no\n' });
  const options = { env: { ...here.env, ...agent }, cwd: here.project };
  expect(await run(bye.command, bye.args, options)).toMatchObject({ code: 0, stdout: 'bye\n' });

  const report = JSON.parse((await here.hookmeter(['report', '--json'])).stdout);
  const seen = report.hooks.map((hook: { hook: string; outcomes: Record<string, number> }) => [
    hook.hook,
    Object.fromEntries(Object.entries(hook.outcomes).filter(([, count]) => count > 0)),
  ]);
  expect(seen).toEqual([
    ['commit-msg', { success: 1, failed: 1 }],
    ['echo', { success: 1 }],
    ['guard', { blocked: 1 }],
    ['pre-commit', { success: 2 }],
  ]);
  const doctor = await here.hookmeter(['doctor']);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining('every hook that ran could be started')]);

  expect((await here.hookmeter(['uninstall', '--yes'])).code).toBe(0);
  const hooksAndSettings = (tree: ReadonlyMap<string, string>) =>
    new Map([...tree].filter(([path]) => path.includes('/hooks/') || path.startsWith('home/')));
  expect(hooksAndSettings(here.tree())).toEqual(hooksAndSettings(before));
});
