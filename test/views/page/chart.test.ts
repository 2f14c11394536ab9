import { describe, expect, test } from 'vitest';
import { OUTCOMES } from '../../../src/ledger/outcome.ts';
import type { HookDetail } from '../../../src/views/api/types.ts';
import { nearestRun } from '../../../src/views/page/chart-nearest.ts';
import { sceneOf } from '../../../src/views/page/chart-scene.ts';
import { glances } from '../../../src/views/page/glance.ts';
import { LOOKS } from '../../../src/views/page/outcomes.ts';
import { sparkOf } from '../../../src/views/page/spark.ts';
import { rowOf } from './row.ts';

const at = Date.parse('2026-11-24T00:00:00Z');
const detailOf = (more: Partial<HookDetail> = {}): HookDetail => ({
  generated_at: '2026-11-24T00:01:00Z',
  range: { from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:01:00Z' },
  row: rowOf({ hook: 'a', p50_ms: 10, p99_ms: 40 }),
  points: { at: [at, at + 1000], ms: [10, 40], outcome: [0, 1], outcomes: ['success', 'lost'], runs: 2 },
  buckets: {
    at: [at - 1000, at],
    runs: [0, 2],
    failures: [0, 1],
    blocked: [0, 0],
    p50_ms: [null, 10],
    p95_ms: [null, 40],
    p99_ms: [null, 40],
  },
  duration_changes: [],
  failure_changes: [],
  findings: [],
  advice: [],
  errors: [],
  ...more,
});
const ended = (when: number, ms: number | null) => ({
  hook: 'a',
  event: '',
  agent: '',
  project: '',
  at: when,
  ms,
  outcome: 'failed' as const,
  code: 1,
  run: null,
});

describe('the scene of a chart', () => {
  test('holds the runs of the answer and those since, in the order of time', () => {
    const scene = sceneOf(detailOf(), [ended(at + 500, 20), ended(at + 90_000, null)], undefined);
    expect(scene.at).toEqual([at, at + 500, at + 1000, at + 90_000]);
    expect(scene.ms).toEqual([10, 20, 40, null]);
    expect(scene.outcome).toEqual(['success', 'failed', 'lost', 'failed']);
    expect([scene.from < Date.parse('2026-11-23T00:00:00Z'), scene.until > at + 90_000]).toEqual([true, true]);
  });

  test('is logarithmic by itself where most would be pressed to the bottom, and as is wished otherwise', () => {
    expect(sceneOf(detailOf(), [], undefined).scale).toBe('linear');
    const wide = detailOf({ row: rowOf({ hook: 'a', p50_ms: 10, p99_ms: 400 }) });
    expect(sceneOf(wide, [], undefined).scale).toBe('log');
    expect(sceneOf(wide, [], 'linear').scale).toBe('linear');
  });

  test('leaves room for every run, and on a logarithmic scale has no zero', () => {
    const zero = detailOf({ points: { at: [at], ms: [0], outcome: [0], outcomes: ['success'], runs: 1 } });
    expect(sceneOf(zero, [], 'log').bottom).toBeGreaterThan(0);
    const { bottom, top } = sceneOf(detailOf(), [], 'linear');
    expect([bottom, top > 40]).toEqual([0, true]);
  });

  test('shows the timeout unless everything else would be pressed together by it', () => {
    const with60 = detailOf({ row: rowOf({ hook: 'a', timeout_ms: 60 }) });
    expect(sceneOf(with60, [], 'linear')).toMatchObject({ timeout: 60, top: 60 * 1.08 });
    const far = detailOf({ row: rowOf({ hook: 'a', timeout_ms: 3000 }) });
    expect(sceneOf(far, [], 'linear').timeout).toBeUndefined();
    expect(sceneOf(far, [], 'log').timeout).toBe(3000);
  });

  test('of a hook without any run can be drawn', () => {
    const none = detailOf({ points: { at: [], ms: [], outcome: [], outcomes: [], runs: 0 } });
    const { bottom, top, from, until } = sceneOf(none, [], 'log');
    expect([top > bottom, until > from]).toEqual([true, true]);
  });
});

test('the run that is pointed at is the nearest one, if any is near', () => {
  const scene = { at: [0, 100, 100], ms: [10, 10, 90], bottom: 0 };
  const point = (left: number, top: number) =>
    nearestRun(
      scene,
      (x) => x,
      (y) => y,
      { left, top, within: 20 },
    );
  expect([point(95, 85), point(95, 15), point(50, 50), point(2, 12)]).toEqual([2, 1, undefined, 0]);
});

test('every outcome has a shape, a mark and a colour of its own', () => {
  for (const what of ['shape', 'mark', 'colour'] as const)
    expect(new Set(OUTCOMES.map((outcome) => LOOKS[outcome][what])).size).toBe(OUTCOMES.length);
});

describe('a sparkline', () => {
  test('joins neighbours, leaves gaps where nothing ran, and marks failures', () => {
    const { line, joints, failures } = sparkOf([1, 2, null, 1], [0, 0, 0, 2]);
    expect(line).toBe('M7.5 10.5L22.5 10.5L37.5 1L52.5 1M97.5 10.5L112.5 10.5');
    expect(joints).toBe('M52.5 1L97.5 10.5');
    expect(failures).toBe('M105 22v4');
  });

  test('of nothing is nothing', () => {
    expect(sparkOf([], [])).toEqual({ line: '', joints: '', failures: '' });
    expect(sparkOf([null, null], [0, 0])).toEqual({ line: '', joints: '', failures: '' });
  });
});

describe('at a glance', () => {
  test('without runs nothing is the matter', () => {
    expect(glances([], 0).map(({ hooks, isTrouble }) => [hooks, isTrouble])).toEqual([
      [[], false],
      [[], false],
      [[], false],
      [[], false],
    ]);
  });

  test('what comes near its timeout has a place of its own, the nearest first', () => {
    const near = [
      rowOf({ hook: 'near', p95_ms: 25_000, timeout_ms: 30_000 }),
      rowOf({ hook: 'over', p95_ms: 31_000, timeout_ms: 30_000 }),
      rowOf({ hook: 'far', p95_ms: 300, timeout_ms: 30_000 }),
    ];
    expect(glances(near, 0)[1]).toEqual({
      question: 'Near its timeout',
      hooks: ['over', 'near'],
      says: 'p95 31s of at most 30s',
      isTrouble: true,
    });
  });

  test('what became slower stands by what that costs, and what became faster not at all', () => {
    const changed = (was_ms: number, is_ms: number) => ({ at: '2026-11-22T00:00:00Z', was_ms, is_ms });
    const rows = [
      rowOf({ hook: 'rare', runs: 2, changed: changed(1000, 2000) }),
      rowOf({ hook: 'often', runs: 1000, changed: changed(10, 30) }),
      rowOf({ hook: 'faster', changed: changed(30, 10) }),
    ];
    expect(glances(rows, 0)[1]).toEqual({
      question: 'Newly slower',
      hooks: ['often', 'rare'],
      says: '10ms → 30ms since 2026-11-22 00:00',
      isTrouble: true,
    });
  });
});
