// However answers and events come together, each run counts once on the page.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Changes, Health } from '../../../src/views/api/types.ts';
import {
  afterChanges,
  afterHealth,
  afterHello,
  afterOverview,
  afterRuns,
  type EndedRun,
  endedSince,
  MOST_LATEST,
  NO_LIVE,
} from '../../../src/views/page/live.ts';

const run = (
  hook: string,
  at: number,
  outcome: EndedRun['outcome'] = 'success',
  id: string | null = null,
): EndedRun => ({
  hook,
  event: '',
  agent: '',
  project: '',
  at,
  ms: 5,
  outcome,
  code: 0,
  run: id,
});
const changes = (now: number, ended: readonly EndedRun[], more: Partial<Changes> = {}): Changes => ({
  now,
  ended,
  started: [],
  skipped: 0,
  ...more,
});
const open = (id: string) => ({ run: id, hook: 'a', event: '', agent: '', project: '', at: 1, timeout_ms: null });
const HEALTH = { now: 5, version: '1' } as Health;

describe('what has ended since the overview', () => {
  test('is summed by hook, blocks not being failures', () => {
    const live = afterChanges(
      NO_LIVE,
      changes(10, [run('a', 9, 'failed'), run('b', 8), run('a', 10, 'blocked')], { skipped: 3 }),
      10,
    );
    expect(live.deltas).toEqual(
      new Map([
        ['a', { runs: 2, failures: 1, last: 10, lastOutcome: 'blocked' }],
        ['b', { runs: 1, failures: 0, last: 8, lastOutcome: 'success' }],
      ]),
    );
    expect(live.since).toEqual({ runs: 6, failures: 1 });
  });

  test('keeps the latest end where an earlier one is told later', () => {
    const live = afterChanges(NO_LIVE, changes(10, [run('a', 9, 'failed'), run('a', 4)]), 10);
    expect(live.deltas.get('a')).toEqual({ runs: 2, failures: 1, last: 9, lastOutcome: 'failed' });
  });

  test('law: what an overview counts and what came after it add up to all runs, wherever it comes in between', () => {
    const batches = fc.array(
      fc.array(fc.record({ hook: fc.constantFrom('a', 'b', '__proto__'), fails: fc.boolean() })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(batches, fc.nat(14), fc.nat(14), (told, madeAt, comesAt) => {
        let live = NO_LIVE;
        let counted = 0;
        const overview = (): void => {
          live = afterOverview(live, madeAt);
          counted = told.slice(0, madeAt).reduce((sum, batch) => sum + batch.length, 0);
        };
        told.forEach((batch, i) => {
          if (i === comesAt && madeAt <= i) overview();
          live = afterChanges(
            live,
            changes(
              i + 1,
              batch.map(({ hook, fails }) => run(hook, i, fails ? 'failed' : 'success')),
            ),
            0,
          );
        });
        if (comesAt >= told.length || madeAt > comesAt) overview();
        const all = told.reduce((sum, batch) => sum + batch.length, 0);
        expect(counted + live.since.runs).toBe(all);
        expect([...live.deltas.values()].reduce((sum, { runs }) => sum + runs, 0)).toBe(live.since.runs);
        expect([...live.deltas.values()].reduce((sum, { failures }) => sum + failures, 0)).toBe(live.since.failures);
      }),
    );
  });

  test('leaves out what the overview counts already, though it was told of after that', () => {
    const told = [run('a', 940), run('a', 985), run('a', 1010)];
    const live = afterOverview(afterChanges(NO_LIVE, changes(1020, told), 0), 1000);
    expect([live.since.runs, live.deltas.get('a')?.runs]).toEqual([1, 1]);
    expect(endedSince(live, 'a', 1000).map(({ at }) => at)).toEqual([1010]);
    const answerFirst = afterChanges(afterOverview(NO_LIVE, 1000), changes(1020, told), 0);
    expect([answerFirst.since.runs, answerFirst.deltas.get('a')?.runs, answerFirst.latest.length]).toEqual([1, 1, 3]);
    // A line that was written late, by a machine whose clock is behind or that was cut off, is in no answer yet.
    const late = afterOverview(afterChanges(NO_LIVE, changes(9000, [run('a', 940)]), 0), 1000);
    expect(late.since.runs).toBe(1);
  });

  test('of one hook is what ended after its detail was made', () => {
    const live = [changes(1, [run('a', 1)]), changes(2, [run('b', 2), run('a', 2)]), changes(3, [run('a', 3)])].reduce(
      (before, each) => afterChanges(before, each, 0),
      NO_LIVE,
    );
    expect(endedSince(live, 'a', 1).map(({ at }) => at)).toEqual([2, 3]);
  });
});

describe('open runs', () => {
  test('begin, end, may do both at once, and are told anew by each hello', () => {
    let live = afterHello(NO_LIVE, { version: '1', now: 1, open: [open('x'), open('y')], health: HEALTH }, 1);
    live = afterChanges(
      live,
      changes(2, [run('a', 2, 'success', 'x'), run('a', 2, 'lost', 'z'), run('a', 2)], {
        started: [open('z'), open('w')],
      }),
      2,
    );
    expect([...live.open.keys()]).toEqual(['y', 'w']);
    live = afterHello(live, { version: '1', now: 3, open: [open('v')], health: HEALTH }, 3);
    expect([...live.open.keys()]).toEqual(['v']);
  });
});

describe('the latest runs', () => {
  test('are newest first, bounded, and each has a key of its own', () => {
    let live = afterRuns(NO_LIVE, [run('a', 5), run('a', 4)]);
    live = afterChanges(
      live,
      changes(
        9,
        Array.from({ length: 100 }, (_, i) => run('b', 6 + i)),
      ),
      9,
    );
    expect(live.latest.length).toBe(MOST_LATEST);
    expect(live.latest.slice(0, 2).map(({ at }) => at)).toEqual([105, 104]);
    expect(new Set(live.latest.map(({ key }) => key)).size).toBe(MOST_LATEST);
  });

  test('that were told before the answer came stay above it', () => {
    const live = afterRuns(afterChanges(NO_LIVE, changes(9, [run('a', 7), run('a', 9)]), 9), [
      run('a', 7),
      run('a', 3),
    ]);
    expect(live.latest.map(({ at }) => at)).toEqual([9, 7, 3]);
  });
});

describe('the clock', () => {
  test('of the server is followed where it is elsewhere, and not where it only trembles', () => {
    let live = afterHealth(NO_LIVE, { ...HEALTH, now: 60_000 }, 0);
    expect(live.clockAhead).toBe(60_000);
    live = afterHealth(live, { ...HEALTH, now: 61_100 }, 1000);
    expect(live).toMatchObject({ clockAhead: 60_000, now: 1000 });
    expect(afterHealth(live, { ...HEALTH, now: 2000 }, 2000).clockAhead).toBe(0);
  });
});
