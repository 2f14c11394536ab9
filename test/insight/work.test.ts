// How much work insight is: counted in steps of the program, so the same on every machine. What that takes in time, bench/insight.mjs shows.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const PROGRAM = new URL('../../dist/', import.meta.url).href;

interface History {
  readonly hooks: number;
  /** Runs of each. */
  readonly each: number;
}

async function steps(...histories: readonly History[]): Promise<readonly number[]> {
  const worker = new Worker(new URL('./counted-work.mjs', import.meta.url), {
    workerData: { program: PROGRAM, histories },
  });
  const [counts] = await once(worker, 'message');
  await worker.terminate();
  return counts;
}

test.each([
  ['runs of one hook', { hooks: 1, each: 50_000 }, { hooks: 1, each: 100_000 }, 200],
  ['hooks with one run each', { hooks: 2000, each: 1 }, { hooks: 4000, each: 1 }, 600],
  ['runs of a hundred hooks', { hooks: 100, each: 200 }, { hooks: 100, each: 400 }, 300],
  ['hooks with fifty runs each', { hooks: 600, each: 50 }, { hooks: 1200, each: 50 }, 220],
])('twice as many %s are hardly more than twice the work, and no run is much', async (_, some, more, most) => {
  const [once = 0, twice = 0] = await steps(some, more);
  expect([once > some.hooks * some.each, twice < 2.4 * once], `${once} steps, then ${twice}`).toEqual([true, true]);
  expect(twice / (more.hooks * more.each)).toBeLessThan(most);
});
