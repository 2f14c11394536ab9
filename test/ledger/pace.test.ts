import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, type Micros, micros, SECOND } from '../../src/base/units.ts';
import { changeOf, createPace, observePace, type Pace } from '../../src/ledger/pace.ts';
import { groupsOf } from '../../src/ledger/pace-groups.ts';
import { paceFrom, stateOfPace } from '../../src/ledger/pace-state.ts';

const BEGAN = micros(1_795_000_000 * SECOND);

/** mulberry32 and Box–Muller: the same numbers for the same seed. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

interface Stretch {
  readonly runs: number;
  /** Milliseconds. */
  readonly median: number;
  readonly sigma?: number;
  /** Runs a day. */
  readonly perDay?: number;
}

/** Observes stretches of runs one after the other; gives the time of the last one. */
function observe(pace: Pace, stretches: readonly Stretch[], { seed = 1, from = BEGAN } = {}): Micros {
  const normal = normals(seed);
  let at: number = from;
  for (const { runs, median, sigma = 0.3, perDay = 100 } of stretches) {
    for (let i = 0; i < runs; i++) {
      at += Math.round(DAY / perDay / SECOND) * SECOND;
      observePace(pace, Math.round(1000 * (Math.log(median) + sigma * normal())), micros(at));
    }
  }
  return micros(at);
}

function paceAfter(stretches: readonly Stretch[], seed = 1): Pace {
  const pace = createPace();
  observe(pace, stretches, { seed });
  return pace;
}

const seeds = Array.from({ length: 40 }, (_, i) => 100 + i);

describe('the likeliest change of pace', () => {
  it('is unknown before there are 8 runs after 12 others', () => {
    expect(changeOf(paceAfter([{ runs: 19, median: 1000 }]))).toBeUndefined();
    expect(changeOf(paceAfter([{ runs: 20, median: 1000 }]))).toBeDefined();
  });

  it('has the evidence of the likelihood ratio, spelled out', () => {
    const values = [
      7000, 7100, 6900, 7050, 6950, 7020, 7080, 6990, 7010, 7040, 6960, 7030, 7200, 7250, 7150, 7220, 7180, 7210, 7190,
      7230,
    ];
    const pace = createPace();
    for (const [i, value] of values.entries()) observePace(pace, value, micros(BEGAN + i * SECOND));
    const [older, newer] = [values.slice(0, 12), values.slice(12)];
    const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length / 1000;
    const differences = values.slice(1).map((value, i) => ((value - (values[i] ?? 0)) / 1000) ** 2 / 2);
    const variance = differences.reduce((a, b) => a + b, 0) / differences.length;
    const t2 = (mean(newer) - mean(older)) ** 2 / (variance * (1 / 12 + 1 / 8));
    const degrees = (20 * 2) / 3 - 1;
    const change = changeOf(pace);
    expect(change).toMatchObject({ runs: 8, from: micros(BEGAN + 12 * SECOND) });
    expect(change?.baseline).toBeCloseTo(mean(older), 9);
    expect(change?.recent).toBeCloseTo(mean(newer), 9);
    expect(change?.spread).toBeCloseTo(Math.sqrt(variance), 9);
    expect(change?.evidence).toBeCloseTo((degrees / 2) * Math.log(1 + t2 / degrees), 9);
  });

  it.each([
    ['a day', 1],
    ['an hour', 24],
    ['a minute', 1440],
  ])('of a hook that runs once %s is found after the same number of runs', (_, perDay) => {
    const found = seeds.map((seed) => {
      const pace = createPace();
      const past = observe(pace, [{ runs: 200, median: 1000, perDay }], { seed });
      observe(pace, [{ runs: 30, median: 1400, perDay }], { seed: seed + 1000, from: past });
      return (changeOf(pace)?.evidence ?? 0) > 10;
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(30);
  });

  it('is no change where nothing changed', () => {
    const evidence = seeds.map((seed) =>
      Math.abs(changeOf(paceAfter([{ runs: 500, median: 1000 }], seed))?.evidence ?? 0),
    );
    expect(Math.max(...evidence)).toBeLessThan(10);
  });

  it('tells when it was, and how much', () => {
    const pace = createPace();
    const changed = observe(pace, [{ runs: 300, median: 1000 }]);
    observe(pace, [{ runs: 100, median: 2000 }], { seed: 2, from: changed });
    const change = changeOf(pace);
    expect(Math.exp((change?.recent ?? 0) - (change?.baseline ?? 0))).toBeGreaterThan(1.8);
    expect(Math.exp((change?.recent ?? 0) - (change?.baseline ?? 0))).toBeLessThan(2.2);
    expect(Math.abs((change?.from ?? 0) - changed)).toBeLessThan(0.1 * DAY);
    expect(change?.runs).toBeGreaterThanOrEqual(90);
  });

  it('has a sign: faster is negative', () => {
    const change = changeOf(
      paceAfter([
        { runs: 300, median: 1000 },
        { runs: 40, median: 600 },
      ]),
    );
    expect(change?.evidence).toBeLessThan(-10);
    expect(change?.recent).toBeLessThan(change?.baseline ?? 0);
  });

  it('is not made by a few outliers', () => {
    const pace = createPace();
    observe(pace, [{ runs: 300, median: 1000 }]);
    const before = changeOf(pace)?.evidence ?? 0;
    observePace(pace, Math.round(1000 * Math.log(100_000)), micros(BEGAN + 4 * DAY));
    observePace(pace, Math.round(1000 * Math.log(100_000)), micros(BEGAN + 4 * DAY));
    expect(Math.abs(changeOf(pace)?.evidence ?? 0)).toBeLessThan(Math.abs(before) + 3);
  });

  it.each([20, 300])('keeps its date while runs pass, %i a day', (perDay) => {
    const pace = createPace();
    const changed = observe(pace, [{ runs: 1500, median: 1000, perDay }]);
    observe(pace, [{ runs: 10 * perDay, median: 1600, perDay }], { seed: 2, from: changed });
    expect(changeOf(pace)?.evidence).toBeGreaterThan(10);
    expect(Math.abs((changeOf(pace)?.from ?? 0) - changed)).toBeLessThan(0.5 * DAY);
  });

  it.each([20, 300, 3000])('is forgotten two weeks later, whether it is %i runs a day', (perDay) => {
    const pace = createPace();
    const changed = observe(pace, [{ runs: 1500, median: 1000, perDay }]);
    observe(pace, [{ runs: 15 * perDay, median: 2000, perDay }], { seed: 2, from: changed });
    expect(changeOf(pace)?.evidence).toBeLessThan(8);
    expect(Math.exp(changeOf(pace)?.baseline ?? 0)).toBeGreaterThan(1700);
  });

  it('is the new normal after two weeks, so that the next one shows', () => {
    const pace = createPace();
    const changed = observe(pace, [{ runs: 600, median: 1000, perDay: 20 }]);
    const twelve = observe(pace, [{ runs: 12 * 20, median: 1600, perDay: 20 }], { seed: 2, from: changed });
    expect(changeOf(pace)?.evidence).toBeGreaterThan(20);
    const twenty = observe(pace, [{ runs: 8 * 20, median: 1600, perDay: 20 }], { seed: 3, from: twelve });
    expect(changeOf(pace)?.evidence).toBeLessThan(8);
    observe(pace, [{ runs: 40, median: 2400, perDay: 20 }], { seed: 4, from: twenty });
    expect(changeOf(pace)?.evidence).toBeGreaterThan(10);
    expect(Math.exp(changeOf(pace)?.baseline ?? 0)).toBeGreaterThan(1450);
  });

  it('is judged more carefully in a hook whose large groups of runs differ anyway', () => {
    const steady = paceAfter([{ runs: 4000, median: 1000 }]);
    const moody = createPace();
    let at = BEGAN;
    for (let i = 0; i < 32; i++)
      at = observe(moody, [{ runs: 125, median: i % 2 === 0 ? 700 : 1300 }], { seed: i + 1, from: at });
    expect(moody.unrest).toBeGreaterThan(3);
    expect(steady.unrest).toBeLessThan(3);
  });
});

describe('what is remembered', () => {
  it('stays small', () => {
    const pace = paceAfter([{ runs: 20_000, median: 1000 }]);
    expect(pace.levels.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(70);
    expect(pace.past.runs).toBeGreaterThan(100);
  });

  it('survives a restart, to the same answers for ever after', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2500 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(),
        (before, after, seed) => {
          const pace = createPace();
          const at = observe(pace, [{ runs: before, median: 800 }], { seed });
          const restored = paceFrom(JSON.parse(JSON.stringify(stateOfPace(pace))));
          expect(remembered(restored)).toEqual(remembered(pace));
          for (const each of [pace, restored])
            observe(each, [{ runs: after, median: 900 }], { seed: seed + 1, from: at });
          expect(changeOf(restored)).toEqual(changeOf(pace));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes every duration there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 36_800 }), { minLength: 20, maxLength: 300 }), (logs) => {
        const pace = createPace();
        for (const [i, log] of logs.entries()) observePace(pace, log, micros(BEGAN + i * SECOND));
        const change = changeOf(pace);
        expect(Number.isFinite(change?.evidence)).toBe(true);
        expect(remembered(paceFrom(stateOfPace(pace)))).toEqual(remembered(pace));
      }),
    );
  });
});

/** Everything but where in its ring a level begins. */
const remembered = (pace: Pace): unknown => ({ ...pace, levels: pace.levels.map(groupsOf) });
