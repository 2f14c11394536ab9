// The same under every other bash: 5.3 was the one that did it.

import { test } from 'vitest';
import { needs } from '../support/needs.ts';
import { otherBashes } from '../support/shim.ts';
import { hooksThatDieLeaveTwoRecords } from './dying-hooks.ts';

test('hooks that die at once leave two records each and nothing else, under other versions of bash', async (context) => {
  const bashes = otherBashes();
  needs(context, 'HOOKMETER_TEST_BASHES (paths of bash programs)', bashes.length > 0);
  for (const bash of bashes) await hooksThatDieLeaveTwoRecords(bash);
});
