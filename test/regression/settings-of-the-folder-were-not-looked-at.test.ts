import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAIN } from '../support/hookmeter.ts';
import { machine } from '../support/machine.ts';
import { type Ended, run } from '../support/programs.ts';

const hook = (command: string): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });

test('an agent that is started in a folder of a repository has its settings there, and they are found', async () => {
  const here = machine();
  const folder = here.path('packages/api');
  here.put('.claude/settings.json', hook('./top.sh'));
  here.put('packages/api/.claude/settings.json', hook('./api.sh'));
  here.put('packages/api/api.sh', '#!/bin/sh\n', 0o755);
  mkdirSync(here.path('packages/web'));
  const before = here.tree();
  const inFolder = (...words: readonly string[]): Promise<Ended> =>
    run(process.execPath, [MAIN, ...words], { env: here.env, cwd: folder });

  const { code, stdout } = await inFolder('install', '--yes');
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 hooks are measured now.')]);
  const { command } = JSON.parse(here.read('packages/api/.claude/settings.json')).hooks.Stop[0].hooks[0];
  expect((await inFolder('report')).stdout).toContain('api (Stop, claude-code, api), since ');
  await run('/bin/sh', ['-c', command], {
    env: { ...here.env, CLAUDECODE: '1', CLAUDE_PROJECT_DIR: folder },
    cwd: folder,
  });
  const report = await inFolder('report');
  expect(report.stdout).toMatch(/^🔧 api: Success: 100\.00%/m);
  expect(report.stdout).not.toContain('api (Stop');

  const elsewhere = await run(process.execPath, [MAIN, 'uninstall', '--yes'], { env: here.env, cwd: here.home });
  expect([elsewhere.code, here.tree()]).toEqual([0, before]);
});
