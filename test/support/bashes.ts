// The tests that are the same for every version of bash, with each that HOOKMETER_TEST_BASHES names.
import { it } from 'vitest';
import { otherBashes } from './shim.ts';

export function withOtherBashes(tests: (bash: string) => void): void {
  const bashes = otherBashes();
  for (const bash of bashes) tests(bash);
  if (bashes.length === 0) {
    it.skip('other versions of bash need HOOKMETER_TEST_BASHES=/path/to/bash-3.2:/path/to/bash-5.3', () => undefined);
  }
}
