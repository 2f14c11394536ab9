import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook } from '../support/hookmeter.ts';

test('what forget says of a name that could write to the terminal is harmless', async () => {
  const dir = temporaryFolder();
  const name = 'evil\u001b[31m\u009b2J\u202e';
  const shown = 'evil\\u001b[31m\\u009b2J\\u202e';
  await runHook(dir, name);
  const other = await hookmeter(dir, ['forget', 'somebody-else']);
  expect([other.code, other.stderr]).toEqual([
    2,
    `hookmeter: no hook is named "somebody-else"; known are "${shown}"\n`,
  ]);
  expect(await hookmeter(dir, ['forget', name])).toEqual({
    code: 0,
    signal: null,
    stdout: `${shown} is forgotten; it comes back when it runs again\n`,
    stderr: '',
  });
});
