import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shiftOf } from '../../src/insight/shift.ts';

const durations = fc
  .array(fc.oneof(fc.nat(5), fc.nat(1e9)), { minLength: 1, maxLength: 25 })
  .map((values) => values.sort((a, b) => a - b));

test('the shift and its interval are order statistics of all pairs', () => {
  fc.assert(
    fc.property(durations, durations, fc.double({ min: 0, max: 100, noNaN: true }), (before, after, margin) => {
      const ratios = before.flatMap((old) => after.map((recent) => Math.max(1, recent) / Math.max(1, old)));
      ratios.sort((a, b) => a - b);
      const last = ratios.length - 1;
      const at = (i: number): number => ratios[i] ?? Number.NaN;
      const middle = last % 2 === 0 ? at(last / 2) : Math.sqrt(at((last - 1) / 2) * at((last + 1) / 2));
      const cut = Math.floor(ratios.length / 2 - margin);
      expect(shiftOf(before, after, margin)).toEqual({
        ratio: middle,
        interval: cut < 0 ? undefined : { low: at(cut), high: at(last - cut) },
      });
    }),
    { numRuns: 500 },
  );
});
