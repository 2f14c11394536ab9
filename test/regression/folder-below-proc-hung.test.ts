import { expect, test } from 'vitest';
import { hookmeter } from '../support/hookmeter.ts';

test('a folder where none can be made is told, where mkdir with `recursive` would try for ever', async () => {
  const { code, stdout, stderr } = await hookmeter('/proc/hookmeter/state', ['sync']);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^hookmeter: ENOENT: [^\n]*\n$/)]);
});
