// install and uninstall on a file as large as no person has written it.

import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';
import { longSettings, USER } from './claude-settings.ts';

test('twenty megabytes are installed into, and come back byte by byte', async () => {
  const here = machine();
  here.put(USER, longSettings(1_400_000));
  const before = here.tree();
  expect(await here.hookmeter(['install', '--yes'])).toMatchObject({ code: 0, stderr: '' });
  expect(here.read(USER)).toContain('hookmeter-run');
  await here.hookmeter(['uninstall', '--yes']);
  expect(here.tree()).toEqual(before);
});
