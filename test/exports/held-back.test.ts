import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { heldBack } from '../../src/exports/held-back.ts';
import type { Counters } from '../../src/ledger/snapshot.ts';
import { entry, NOW, noCounters, noOutcomes, snapshot } from './snapshots.ts';

describe('holding back new series', () => {
  const old = entry({ born: 1, outcomes: { ...noOutcomes(), success: 9 } }, 'old');
  const ran: Partial<Counters> = {
    outcomes: { ...noOutcomes(), success: 2, failed: 3 },
    failures: new Map([['1', { count: 3, born: 6 }]]),
    duration: { buckets: [5, ...new Array<number>(16).fill(0)], count: 5, sum: micros(10_000) },
    cpu: { user: micros(7), system: micros(8) },
    log: { sum: 9, squares: 10 },
  };
  const gauges = { active: 1, oldestOpenAt: NOW, consecutiveFailures: 3, timeout: micros(5_000_000) };

  it('gives the very same snapshot when nothing in it is new', () => {
    const all = snapshot([old, entry({ ...ran, born: 5 })], { lastBorn: 6 });
    expect(heldBack(all, 6)).toBe(all);
    expect(heldBack(all, 99)).toBe(all);
  });

  it('gives the very same snapshot when what is new has left', () => {
    const all = snapshot([old], { lastBorn: 6 });
    expect(heldBack(all, 3)).toBe(all);
  });

  it('shows a new entry at zero, with all its error types, and its gauges as they are', () => {
    const all = snapshot([old, entry({ ...ran, ...gauges, born: 5 })], { lastBorn: 6 });
    const shown = heldBack(all, 4);
    expect(shown.entries[0]).toBe(old);
    expect(shown).toEqual({
      ...all,
      entries: [old, entry({ ...noCounters(), ...gauges, failures: new Map([['1', { count: 0, born: 6 }]]), born: 5 })],
    });
  });

  it('shows an entry that came back at what it said before', () => {
    const before: Counters = {
      ...noCounters(),
      outcomes: { ...noOutcomes(), failed: 2 },
      failures: new Map([['1', { count: 2, born: 2 }]]),
    };
    const failures = new Map([
      ['1', { count: 3, born: 2 }],
      ['lost', { count: 1, born: 9 }],
    ]);
    const back = entry({ ...ran, failures, before, born: 8 });
    expect(heldBack(snapshot([back], { lastBorn: 9 }), 7).entries).toEqual([
      {
        ...back,
        ...before,
        failures: new Map([
          ['1', { count: 2, born: 2 }],
          ['lost', { count: 0, born: 9 }],
        ]),
      },
    ]);
  });

  it('shows only the new error types of a known entry at zero', () => {
    const failures = new Map([
      ['1', { count: 3, born: 4 }],
      ['2', { count: 1, born: 6 }],
    ]);
    const known = entry({ ...ran, failures, born: 3 });
    expect(heldBack(snapshot([known], { lastBorn: 6 }), 5).entries).toEqual([
      {
        ...known,
        failures: new Map([
          ['1', { count: 3, born: 4 }],
          ['2', { count: 0, born: 6 }],
        ]),
      },
    ]);
  });
});
