import { expect, test } from 'vitest';
import { createSeenRuns } from '../../src/ledger/seen.ts';

test('from 10,000 runs on the table never has more than 16 bytes a run', () => {
  const seen = createSeenRuns();
  let worst = { bytes: 0, at: 0 };
  for (let i = 1; i <= 300_000; i++) {
    seen.add({ high: Math.imul(i, 0x9e3779b1), low: i });
    const bytes = seen.bytes / i;
    if (i >= 10_000 && bytes > worst.bytes) worst = { bytes, at: i };
  }
  expect(worst.bytes, `at ${worst.at} runs`).toBeLessThanOrEqual(16);
});
