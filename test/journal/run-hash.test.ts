import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf, runHashFrom, runKey, sameRun } from '../../src/journal/run-hash.ts';

const half = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('the key of a run', () => {
  test.each([
    [{ high: 0, low: 0 }, '0000000000000000'],
    [{ high: -1, low: 1 }, 'ffffffff00000001'],
    [{ high: 2 ** 31 - 1, low: -(2 ** 31) }, '7fffffff80000000'],
  ])('spells %o as %s', (hash, key) => {
    expect([runKey(hash), runHashFrom(key)]).toEqual([key, hash]);
  });

  test('comes back as the hash that it was', () => {
    fc.assert(
      fc.property(half, half, (high, low) => {
        const hash = { high, low };
        const back = runHashFrom(runKey(hash));
        expect(back).toEqual(hash);
        expect(back !== undefined && sameRun(back, hash)).toBe(true);
      }),
    );
  });

  test.each(['', 'ffffffff0000000', 'ffffffff000000011', 'FFFFFFFF00000001', 'gfffffff00000001', ' fffffff00000001'])(
    'is not %j',
    (text) => expect(runHashFrom(text)).toBeUndefined(),
  );
});

describe('the hash of a run', () => {
  test('is of two whole 32-bit numbers, and the same every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (run) => {
        const { high, low } = hashOf(run);
        expect([high | 0, low | 0]).toEqual([high, low]);
        expect(hashOf(run)).toEqual({ high, low });
      }),
    );
  });

  test('stays what it was: it is kept on disk', () => {
    expect(['', 'a', '6642f3a8bf4d2-11a7-5f3e2d1c', '漢字'].map((run) => runKey(hashOf(run)))).toEqual([
      'ebb6c2283cd6e3f3',
      'f5c21b7a790ef21c',
      '6a16f0faf42429d7',
      'a950f29b3628f838',
    ]);
  });

  /** As printf '%x-%x-%x' of start, pid and a random number gives them, on a busy machine. */
  const shimIds: readonly (readonly [string, number, (i: number) => string])[] = [
    [
      'the shim',
      1_000_000,
      (i) =>
        `${(1_795_328_330_674_562 + i * 1831).toString(16)}-${(300 + (i % 30_000)).toString(16)}-${(Math.imul(i, 0x9e3779b1) >>> 0).toString(16)}`,
    ],
    ['the shim in one microsecond', 200_000, (i) => `6642f3a8bf4d2-11a7-${i.toString(16)}`],
    ['a program that counts', 200_000, (i) => `${i}`],
  ];
  test.each(shimIds)('of %s never meets another among %i, and each half does only by chance', (_who, count, idOf) => {
    const [highs, lows] = [new Uint32Array(count), new Uint32Array(count)];
    const whole = new BigUint64Array(count);
    for (let i = 0; i < count; i++) {
      const { high, low } = hashOf(idOf(i));
      highs[i] = high;
      lows[i] = low;
      whole[i] = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    }
    expect(repeats(whole.sort())).toBe(0);
    // n²/2^33 pairs are expected to share 32 bits; five standard deviations are allowed either way.
    const expected = count ** 2 / 2 ** 33;
    for (const half of [highs, lows]) {
      expect(Math.abs(repeats(half.sort()) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });
});

function repeats(sorted: Uint32Array | BigUint64Array): number {
  let count = 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) count++;
  return count;
}
