import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runKey } from '../../src/journal/run-hash.ts';
import { createOpenRuns } from '../../src/ledger/open-runs.ts';
import type { OpenRun } from '../../src/ledger/state.ts';
import { openRun } from './open-run.ts';

describe('the open runs', () => {
  test('behave as a map by the whole hash, although they are found by half of it', () => {
    const half = fc.integer({ min: -2, max: 2 });
    const step = fc.record({ do: fc.constantFrom('add', 'delete'), high: half, low: half });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const open = createOpenRuns();
        const model = new Map<string, OpenRun>();
        for (const { do: what, high, low } of steps) {
          const key = runKey({ high, low });
          const known = model.get(key);
          expect(open.get({ high, low })).toBe(known);
          if (what === 'add' && known === undefined) {
            const run = openRun({ run: { high, low } });
            open.add(run);
            model.set(key, run);
          } else if (what === 'delete' && known !== undefined) {
            open.delete(known);
            model.delete(key);
          }
          expect(open.size).toBe(model.size);
          expect(new Set(open.values())).toEqual(new Set(model.values()));
        }
      }),
    );
  });

  test('are given in the order in which they started', () => {
    const open = createOpenRuns();
    const runs = [5, -3, 9, 0].map((high) => openRun({ run: { high, low: 1 } }));
    for (const run of runs) open.add(run);
    expect([...open.values()]).toEqual(runs);
  });
});
