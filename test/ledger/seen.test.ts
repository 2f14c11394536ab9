import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf, type RunHash, runKey } from '../../src/journal/run-hash.ts';
import { createSeenRuns } from '../../src/ledger/seen.ts';

describe('the runs that ended', () => {
  test('are remembered as a set remembers them', () => {
    const half = fc.oneof(
      fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    );
    const run: fc.Arbitrary<RunHash> = fc.record({ high: half, low: half });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 2000, size: 'max' }), (runs) => {
        const seen = createSeenRuns();
        const model = new Set<string>();
        const differences = runs.filter((one) => {
          const isNew = !model.has(runKey(one));
          model.add(runKey(one));
          return seen.has(one) === isNew || seen.add(one) !== isNew || !seen.has(one) || seen.size !== model.size;
        });
        expect(differences).toEqual([]);
      }),
      // Shrinking thousands of runs would take minutes.
      { numRuns: 50, endOnFailure: true },
    );
  });

  test('may hold the hash that an empty slot looks like, and others that share half of it', () => {
    const seen = createSeenRuns();
    const runs = [
      { high: 0, low: 0 },
      { high: 0, low: 1 },
      { high: 1, low: 0 },
      { high: -1, low: 0 },
      { high: 0, low: -1 },
    ];
    expect(runs.map((run) => seen.has(run))).toEqual([false, false, false, false, false]);
    expect(runs.map((run) => seen.add(run))).toEqual([true, true, true, true, true]);
    expect(runs.map((run) => seen.add(run))).toEqual([false, false, false, false, false]);
    expect(seen.size).toBe(5);
  });

  test('are all still known when the table has grown many times, and take at most 16 bytes each', () => {
    const seen = createSeenRuns();
    const count = 200_000;
    for (let i = 0; i < count; i++) seen.add(hashOf(`run-${i}`));
    let known = 0;
    let unknown = 0;
    for (let i = 0; i < count; i++) if (seen.has(hashOf(`run-${i}`))) known++;
    for (let i = 0; i < count; i++) if (!seen.has(hashOf(`other-${i}`))) unknown++;
    expect([known, unknown, seen.size]).toEqual([count, count, count]);
    expect(seen.bytes / count).toBeLessThanOrEqual(16);
  });
});
