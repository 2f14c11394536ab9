import { test } from 'vitest';
import { needs } from '../support/needs.ts';
import { otherBashes } from '../support/shim.ts';
import { isReadAtOnce } from './white-space.ts';

test('a decision behind much white space is read at once, under other versions of bash', (context) => {
  const bashes = otherBashes();
  needs(context, 'HOOKMETER_TEST_BASHES (paths of bash programs)', bashes.length > 0);
  for (const bash of bashes) isReadAtOnce(bash);
});
