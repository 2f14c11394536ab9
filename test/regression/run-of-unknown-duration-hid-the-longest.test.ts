import { expect, test } from 'vitest';
import { pointsOf } from '../../src/views/api/points.ts';
import { hookOf } from '../support/history.ts';

test('where a run of unknown duration begins a part of the chart, its longest and shortest runs are still there', () => {
  const runs = Array.from({ length: 200 }, (_, i) => ({
    at: i,
    outcome: 'success' as const,
    ...(i % 40 === 0 ? {} : { ms: i === 150 ? 90_000 : i === 151 ? 1 : 100 }),
  }));
  const shown = pointsOf(hookOf(runs), 10).ms.map(Number);
  expect([Math.max(...shown), shown.includes(1)]).toEqual([90_000, true]);
});
