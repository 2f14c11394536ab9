import { expect, test } from 'vitest';
import { micros } from '../../../src/base/units.ts';
import { RECENT_RUNS } from '../../../src/views/watch/hook.ts';
import { ended, NOW, open, stateOf, UTC } from './world.ts';

const today = UTC.dayOf(NOW);

test('a hook has its counts of today, its quantiles of the latest runs, and how it ended last', () => {
  const runs = Array.from({ length: 250 }, (_, i) => ended('format', 250 - i, { ms: i + 1 }));
  const state = stateOf([
    ended('format', 86_400, { ms: 1 }),
    ...runs,
    ended('format', 0.5, { outcome: 'failed', ms: 251 }),
  ]);
  const hook = state.hooks.get('format');
  expect([hook?.on(today), hook?.recent.length]).toEqual([{ runs: 251, failures: 1 }, RECENT_RUNS]);
  expect([hook?.p50, hook?.p95]).toEqual([201_500, 246_050]);
  expect([hook?.lastOutcome, hook?.consecutiveFailures, hook?.lastAt]).toEqual(['failed', 1, NOW - 500_000]);
});

test('a block is no failure, and ends a row of them', () => {
  const state = stateOf([
    ended('guard', 3, { outcome: 'failed' }),
    ended('guard', 2, { outcome: 'timed_out' }),
    ended('guard', 1, { outcome: 'blocked' }),
  ]);
  expect(state.hooks.get('guard')).toMatchObject({ consecutiveFailures: 0, lastOutcome: 'blocked' });
  expect(state.hooks.get('guard')?.on(today)).toEqual({ runs: 3, failures: 2 });
});

test('a run that was found lost only later stands where it belongs, and is not the last', () => {
  const lost = ended('format', 50, { outcome: 'lost', us: undefined });
  const state = stateOf([ended('format', 60), ended('format', 40), lost]);
  expect(state.runs.map(({ outcome }) => outcome)).toEqual(['success', 'lost', 'success']);
  expect(state.hooks.get('format')).toMatchObject({ lastOutcome: 'success', consecutiveFailures: 0 });
  expect(state.hooks.get('format')?.on(today)).toEqual({ runs: 3, failures: 1 });
});

test('a clock that steps back moves nothing: what was read last stands last', () => {
  const state = stateOf([ended('a', 1), ended('b', 3600)]);
  expect(state.runs.map(({ identity }) => identity.hook)).toEqual(['a', 'b']);
});

test('an open run is there until it has ended, or is left out', () => {
  const run = open('format', 5, 60);
  const other = open('lint', 5);
  const state = stateOf([], [run, other]);
  expect(state.open.size).toBe(2);
  state.ended(run, ended('format', 0));
  state.dropped(other);
  expect([state.open.size, state.hooks.get('format')?.timeout]).toEqual([0, micros(60e6)]);
});

test('a hook that was forgotten is gone until it runs again', () => {
  const state = stateOf([ended('old', 100), ended('new', 10)]);
  for (const hook of ['old', 'new', 'none']) state.forgot(hook, micros(NOW - 50e6));
  expect([...state.hooks.keys()]).toEqual(['new']);
  state.ended(undefined, ended('old', 0));
  expect(state.hooks.get('old')?.on(today).runs).toBe(1);
});

test('the log keeps enough for a screen, however many runs there are', () => {
  const state = stateOf(Array.from({ length: 5000 }, (_, i) => ended('format', 5000 - i)));
  expect(state.runs.length).toBeGreaterThanOrEqual(1000);
  expect(state.runs.length).toBeLessThan(2000);
  expect(state.runs.at(-1)?.at).toBe(NOW - 1e6);
});
