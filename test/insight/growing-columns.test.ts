// Columns are a table without its rows: whatever is done to them is done to every row.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingColumns } from '../../src/insight/growing-columns.ts';

type Row = readonly [at: number, us: number, cpu: number, outcome: number, identity: number, error: number];

const IDENTITIES = 5;
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 20 }),
  fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 1e12 })),
  fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 1e12 })),
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: IDENTITIES - 1 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
/** More than there is room for at first. */
const rows = fc.array(row, { maxLength: 60 });

function columnsOf(all: readonly Row[], capacity = 1): GrowingColumns {
  const columns = new GrowingColumns(capacity);
  for (const each of all) columns.push(...each);
  return columns;
}

function rowsOf(columns: GrowingColumns, from = 0, to = columns.length): Row[] {
  const { at, us, cpu, outcome, identity, error, length } = columns.part(from, to);
  return Array.from({ length }, (_, i) => [
    at[i] ?? -1,
    us[i] ?? -1,
    cpu[i] ?? -1,
    outcome[i] ?? -1,
    identity[i] ?? -1,
    error[i] ?? -1,
  ]);
}

describe('columns', () => {
  test('hold what was pushed, however often they had to grow', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (all, capacity) => {
        expect(rowsOf(columnsOf(all, capacity))).toEqual(all);
      }),
    );
  });

  test('that are picked or put behind others are the same rows', () => {
    const picked = rows.chain((all) =>
      fc.tuple(fc.constant(all), fc.array(fc.nat(Math.max(0, all.length - 1)), { maxLength: all.length })),
    );
    fc.assert(
      fc.property(picked, rows, ([all, order], others) => {
        const columns = columnsOf(all);
        expect(rowsOf(columns.picked(Uint32Array.from(order)))).toEqual(order.map((i) => all[i]));
        expect(rowsOf(columns.followedBy(columnsOf(others)))).toEqual([...all, ...others]);
        expect(rowsOf(columns)).toEqual(all);
      }),
    );
  });

  test('by group stand in the order of time, equal moments as they were pushed', () => {
    const groupOf = Uint32Array.from({ length: IDENTITIES }, (_, identity) => identity % 3);
    fc.assert(
      fc.property(rows, (all) => {
        const { sorted, ends } = columnsOf(all).groupedBy(groupOf, 3);
        const groups = [0, 1, 2].map((group) =>
          all.filter(([, , , , identity]) => groupOf[identity] === group).sort(([a], [b]) => a - b),
        );
        expect(groups.map((_, i) => rowsOf(sorted, ends[i - 1] ?? 0, ends[i]))).toEqual(groups);
      }),
    );
  });
});
