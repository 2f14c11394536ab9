// The core of the differential tests on every other bash that HOOKMETER_TEST_BASHES names (paths with colons between).
import { it } from 'vitest';
import { otherBashes } from '../support/shim.ts';
import { transparency } from './suite.ts';

const bashes = otherBashes();

for (const bash of bashes) transparency(bash, false);

if (bashes.length === 0) {
  it.skip('other versions of bash need HOOKMETER_TEST_BASHES=/path/to/bash-3.2:/path/to/bash-5.3', () => undefined);
}
