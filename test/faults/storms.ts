// Storms of writers and kills, with the real program all the way.

import { expect } from 'vitest';
import { hookmeter } from '../support/hookmeter.ts';
import { everyRunCountsOnce, seedOfNow } from './storm.ts';

const leastRunsOfEach = Number(process.env['HOOKMETER_TEST_RUNS_PER_WRITER'] ?? 12);

export const storm = (number: number, kills: number): void =>
  everyRunCountsOnce(
    `in storm ${number}`,
    { writers: 64, leastRunsOfEach, kills, seed: seedOfNow() + number },
    async (dir) => expect((await hookmeter(dir, ['sync'])).code).toBe(0),
  );
