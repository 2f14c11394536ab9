import { expect, test } from 'vitest';
import { MAIN } from '../support/hookmeter.ts';
import { machine } from '../support/machine.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

test.each([
  ['Ctrl-C', '\u0003', 130],
  ['Ctrl-D', '\u0004', 0],
])('%s instead of an answer changes nothing, on a line of its own', async (_, key, code) => {
  const here = machine();
  here.put(
    '~/.claude/settings.json',
    '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "./stop.sh"}]}]}}',
  );
  const before = here.tree();
  const child = start('script', ['-qec', `${process.execPath} ${MAIN} install`, '/dev/null'], {
    env: cleanEnv(here.env),
    cwd: here.project,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = collect(child.stdout);
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until('it asks', () => said().includes('Change 1 file? [y/N]'));
  child.stdin?.write(key);
  expect([await ended, here.tree()]).toEqual([code, before]);
  expect(said()).toMatch(/\nNothing was changed\.\r?\n$/);
});
