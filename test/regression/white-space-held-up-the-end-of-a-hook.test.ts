import { expect, test } from 'vitest';
import { compareDeciding } from '../shim/decisions.ts';
import { otherBashes, shimFor } from '../support/shim.ts';

// To cut 60 kB of white space off took bash 15 s of processor time, with the hook's host waiting.
test.each(['/bin/bash', ...otherBashes()])('a decision behind much white space is read at once, under %s', (bash) => {
  const input = Buffer.from(`${' \n'.repeat(30_000)}{"decision":"deny"}`);
  const began = performance.now();
  expect(compareDeciding(shimFor(bash), 'cat', { input }).decision).toBe('deny');
  expect(performance.now() - began).toBeLessThan(8000);
});
