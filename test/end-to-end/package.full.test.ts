import { delimiter } from 'node:path';
import { test } from 'vitest';
import { needs } from '../support/needs.ts';
import { installed, isWhole, runsUnder } from './package.ts';

test('the package works where npm installs it, with the dependencies of the registry', async () => {
  await isWhole(await installed());
});

test('every supported version of Node runs it', async (context) => {
  const nodes = (process.env['HOOKMETER_TEST_NODES'] ?? '').split(delimiter).filter(Boolean);
  needs(context, 'HOOKMETER_TEST_NODES (paths of Node binaries)', nodes.length > 0);
  for (const node of nodes) await runsUnder(node);
});
