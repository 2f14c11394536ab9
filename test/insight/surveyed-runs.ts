// Random runs for the laws of the survey, and what counting them one by one gives.

import fc from 'fast-check';
import { type Micros, micros } from '../../src/base/units.ts';
import { createSurvey, type Surveyed, type SurveyedRun, type SurveyLimits } from '../../src/insight/survey.ts';
import { identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { OUTCOMES } from '../../src/ledger/outcome.ts';
import { MONDAY } from '../support/history.ts';

export interface NamedRun extends SurveyedRun {
  readonly id: string;
}

export const POSSIBLE = { from: micros(MONDAY), until: micros(MONDAY + 1e12) };

/** Of few hooks, events and exit codes, so that many meet; some without a duration, some before and after what is possible. */
export const runs = (most: number): fc.Arbitrary<readonly NamedRun[]> =>
  fc.array(run, { maxLength: most, size: 'max' }).map((all) => all.map((each, i) => ({ ...each, id: `run-${i}` })));

const run: fc.Arbitrary<SurveyedRun> = fc
  .record({
    hook: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    event: fc.constantFrom('x', 'y'),
    at: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 1e12 }) },
      { weight: 1, arbitrary: fc.constantFrom(-1, 1e12 + 1) },
    ),
    us: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 3e9 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    ),
    outcome: fc.constantFrom(...OUTCOMES),
    code: fc.constantFrom(1, 2, 99),
  })
  .map(({ hook, event, at, us, outcome, code }) => ({
    identity: identityOf(hook, event),
    at: MONDAY + at,
    us,
    cpu: us / 2,
    outcome,
    code,
    timeout: undefined,
  }));

export function surveyOf(all: Iterable<NamedRun>, limits: SurveyLimits): Surveyed {
  const survey = createSurvey(POSSIBLE, limits);
  for (const { id, ...known } of all) survey.add(hashOf(id), known);
  return survey.done();
}

/** What a survey says without the numbers that it gives to names, which follow the order of reading. */
export function sayingsOf({ tallies, history, latest, ...rest }: Surveyed): unknown {
  const runsOf = ({ hooks, identities, errors }: Surveyed['history']): unknown =>
    hooks.map(({ hook, timeout, ...columns }) => ({
      hook,
      timeout,
      runs: Array.from(columns.at, (at, i) =>
        [
          at,
          columns.us[i],
          columns.cpu[i],
          columns.outcome[i],
          identities[columns.identity[i] ?? -1]?.key,
          errors[columns.error[i] ?? -1],
        ].join(' '),
      ),
    }));
  const weights = rest.thinned === undefined ? [] : sorted(rest.thinned.weights);
  return {
    ...rest,
    weights,
    thinned: { ...rest.thinned, weights: undefined },
    tallies: sorted(tallies),
    history: runsOf(history),
    latest: runsOf(latest),
  };
}

const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

export const isPossible = ({ at }: { readonly at: number }): boolean => at >= POSSIBLE.from && at <= POSSIBLE.until;

/** Each by itself: the moments of what is kept of a hook. */
export const momentsOf = (history: Surveyed['history'], hook: string): readonly Micros[] =>
  Array.from(history.hooks.find((runs) => runs.hook === hook)?.at ?? [], (at) => micros(at));
