import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN } from '../support/hookmeter.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const DEMO = [MAIN, 'demo', '--no-history', '--commits'];

test('the demo removes its folder where its reader has had enough', async () => {
  const TMPDIR = temporaryFolder();
  const { code, stdout, stderr } = await run(
    'bash',
    ['-c', 'set -o pipefail; "$@" | head -1', '-', process.execPath, ...DEMO, '2'],
    { env: { TMPDIR } },
  );
  expect([code, stderr, stdout.split('\n').length, readdirSync(TMPDIR)]).toEqual([0, '', 2, []]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s amid its commits ends it at the next, and its folder is removed', async (signal, expected) => {
  const TMPDIR = temporaryFolder();
  const child = start(process.execPath, [...DEMO, '9999'], {
    env: cleanEnv({ TMPDIR }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await until('a commit is made', () => stdout().includes('commit 1 of 9999: made\n'));
  child.kill(signal);
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, stderr(), readdirSync(TMPDIR)]).toEqual([expected, '', []]);
  expect(stdout()).not.toContain('hookmeter report');
});
