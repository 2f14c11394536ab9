import { test } from 'vitest';
import { isWhole, runsUnder, unpacked } from './package.ts';

test('the package works where it is unpacked beside what it depends on', async () => {
  await isWhole(await unpacked());
});

test('this version of Node runs it', async () => {
  await runsUnder(process.execPath);
});
