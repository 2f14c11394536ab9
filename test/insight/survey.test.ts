// What the survey promises for any runs, in any order, however few of them it may keep.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { insightsOf, insightsOfSurvey } from '../../src/insight/insights.ts';
import { collectRuns } from '../../src/insight/runs.ts';
import type { SurveyLimits } from '../../src/insight/survey.ts';
import { identityOf } from '../../src/journal/record.ts';
import { errorTypeOf, isFailure, OUTCOMES } from '../../src/ledger/outcome.ts';
import { isPossible, momentsOf, type NamedRun, POSSIBLE, runs, sayingsOf, surveyOf } from './surveyed-runs.ts';

const MUCH: SurveyLimits = { all: 5000, latest: 2500, older: 2500 };
const FIRST = POSSIBLE.from;
const RUN = {
  identity: identityOf('a'),
  us: 1000,
  cpu: NaN,
  outcome: 'success',
  code: 0,
  timeout: undefined,
} satisfies Omit<NamedRun, 'id' | 'at'>;

/** Of more hooks than it may keep older runs, some have none. */
const HOOKS = 3;
const limits: fc.Arbitrary<SurveyLimits> = fc
  .record({
    latest: fc.integer({ min: 1, max: 40 }),
    more: fc.integer({ min: 1, max: 40 }),
    older: fc.integer({ min: HOOKS, max: 40 }),
  })
  .map(({ latest, more, older }) => ({ all: latest + more, latest, older }));

/** Runs of one microsecond follow each other as they were read; here each has its own. */
const distinct = (all: readonly NamedRun[]): readonly NamedRun[] => [
  ...new Map(all.map((run) => [run.at, run])).values(),
];

/** The same hook's runs, counted one by one. */
function countsOf(all: readonly NamedRun[], hook: string): unknown {
  const own = all.filter((run) => isPossible(run) && run.identity.hook === hook);
  const failed = own.filter(({ outcome }) => isFailure(outcome));
  const typeOf = ({ outcome, code }: NamedRun): string => errorTypeOf(outcome, code ?? 1);
  const known = own.map(({ us }) => us).filter((us) => !Number.isNaN(us));
  return {
    runs: own.length,
    failures: failed.length,
    outcomes: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, own.filter((run) => run.outcome === outcome).length]),
    ),
    durations: known.length,
    us: known.reduce((sum, us) => sum + us, 0),
    firstAt: Math.min(...own.map(({ at }) => at)),
    lastAt: Math.max(...own.map(({ at }) => at)),
    errors: [...new Set(failed.map(typeOf))]
      .map((error) => ({ error, of: failed.filter((run) => typeOf(run) === error) }))
      .map(({ error, of }) => ({
        error,
        count: of.length,
        firstAt: Math.min(...of.map(({ at }) => at)),
        lastAt: Math.max(...of.map(({ at }) => at)),
      }))
      .sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1)),
  };
}

describe('a survey', () => {
  test('of the same runs is the same in any order', () => {
    const shuffled = runs(200).chain((all) =>
      fc.tuple(
        fc.constant(distinct(all)),
        fc.shuffledSubarray([...distinct(all)], { minLength: distinct(all).length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, limits, ([all, others], most) => {
        expect(sayingsOf(surveyOf(others, most))).toEqual(sayingsOf(surveyOf(all, most)));
      }),
    );
  });

  test('counts every run, whatever it keeps, and those with impossible moments apart', () => {
    fc.assert(
      fc.property(runs(200), limits, (all, most) => {
        const { runs: count, misdated, tallies } = surveyOf(all, most);
        expect([count, misdated]).toEqual([
          all.filter(isPossible).length,
          all.filter((run) => !isPossible(run)).length,
        ]);
        const hooks = [...new Set(all.filter(isPossible).map(({ identity }) => identity.hook))];
        expect([...tallies.keys()].sort()).toEqual(hooks.sort());
        for (const [hook, { p50: _, p95: __, p99: ___, isExact: ____, ...counts }] of tallies)
          expect({ hook, ...counts }).toEqual({ hook, ...Object(countsOf(all, hook)) });
      }),
    );
  });

  test('keeps no more than it may, the latest without a gap, and says what each older run stands for', () => {
    fc.assert(
      fc.property(runs(200), limits, (all, most) => {
        const { history, latest, thinned, tallies } = surveyOf(all, most);
        const moments = all
          .filter(isPossible)
          .map(({ at }) => at)
          .sort((a, b) => a - b);
        const kept = latest.hooks.flatMap(({ at }) => [...at]).sort((a, b) => a - b);
        const both = history.hooks.reduce((sum, { length }) => sum + length, 0);
        if (thinned === undefined) {
          expect(moments.length).toBeLessThanOrEqual(most.all);
          expect([kept, both]).toEqual([moments, moments.length]);
          return;
        }
        expect(kept).toEqual(moments.slice(-most.latest));
        expect(thinned.from).toBe(kept[0]);
        expect(both).toBe(thinned.kept);
        expect(both).toBeLessThanOrEqual(most.latest + most.older);
        for (const [hook, weight] of thinned.weights) {
          const recent = momentsOf(latest, hook).length;
          const older = momentsOf(history, hook).length - recent;
          expect(older * weight + recent).toBeCloseTo(tallies.get(hook)?.runs ?? 0);
        }
      }),
    );
  });

  test('that need not thin means what all its runs mean', () => {
    fc.assert(
      fc.property(runs(300), (all) => {
        const collector = collectRuns();
        for (const { at, us, cpu, ...run } of all.filter(isPossible)) {
          const known = (value: number) => (Number.isNaN(value) ? undefined : micros(value));
          collector.add({ ...run, at: micros(at), us: known(us), cpu: known(cpu) });
        }
        expect(insightsOfSurvey(surveyOf(all, MUCH))).toEqual(insightsOf(collector.history()));
      }),
      { numRuns: 30 },
    );
  });

  test('takes an older run of a hook as likely as any other of it', () => {
    const all = Array.from({ length: 20_000 }, (_, i) => ({ ...RUN, id: `run-${i}`, at: FIRST + i }));
    const { history } = surveyOf(all, { all: 2000, latest: 1000, older: 1024 });
    const older = momentsOf(history, 'a').slice(0, -1000);
    const fifths = [0, 0, 0, 0, 0];
    for (const at of older)
      fifths[Math.floor((at - FIRST) / 3800)] = (fifths[Math.floor((at - FIRST) / 3800)] ?? 0) + 1;
    // Binomial: 205 of each, deviation 13; five of them are beyond chance. A hash that leaned would show.
    for (const count of fifths) expect(Math.abs(count - older.length / 5)).toBeLessThan(64);
    expect(older.length).toBe(1024);
  });

  test('shares what it may keep of older runs among hooks: a busy one does not push out the others', () => {
    const hook = (i: number) => (i % 100 === 0 ? 'rare' : 'busy');
    const all = Array.from({ length: 20_000 }, (_, i) => ({
      ...RUN,
      identity: identityOf(hook(i)),
      id: `run-${i}`,
      at: FIRST + i,
    }));
    const { history, thinned } = surveyOf(all, { all: 2000, latest: 1000, older: 1024 });
    expect([momentsOf(history, 'rare').length, thinned?.weights.has('rare')]).toEqual([200, false]);
    expect(momentsOf(history, 'busy').length).toBe(990 + 512);
  });

  test('of more hooks than it may keep older runs is whole', () => {
    const all = Array.from({ length: 60 }, (_, i) => ({
      ...RUN,
      identity: identityOf(`hook ${i % 20}`),
      id: `run-${i}`,
      at: FIRST + i,
    }));
    const surveyed = surveyOf(all, { all: 10, latest: 5, older: 8 });
    expect([surveyed.runs, surveyed.tallies.size, surveyed.thinned?.kept]).toEqual([60, 20, 13]);
    for (const weight of surveyed.thinned?.weights.values() ?? []) expect(weight).toBeLessThanOrEqual(3);
    for (const { runs } of insightsOfSurvey(surveyed).hooks) expect(runs).toBe(3);
  });
});
