// Every run counts once, with many writers, many kills, several seeds, and the real program all the way.

import { expect } from 'vitest';
import { hookmeter } from '../support/hookmeter.ts';
import { everyRunCountsOnce, seedOfNow } from './storm.ts';

const leastRunsOfEach = Number(process.env['HOOKMETER_TEST_RUNS_PER_WRITER'] ?? 12);

for (const [i, kills] of [20, 8].entries()) {
  everyRunCountsOnce(`in storm ${i + 1}`, { writers: 64, leastRunsOfEach, kills, seed: seedOfNow() + i }, async (dir) =>
    expect((await hookmeter(dir, ['sync'])).code).toBe(0),
  );
}
