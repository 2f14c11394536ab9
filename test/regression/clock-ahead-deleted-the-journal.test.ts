// One start with the clock 200 days ahead packed and removed every day of the journal, the present one included.

import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import { add, DAY, type Micros, micros, microsFromMillis } from '../../src/base/units.ts';
import { keepHouse } from '../../src/sidecar/housekeeping.ts';
import { openKeeper } from '../../src/sidecar/keeper.ts';
import { temporaryFolder } from '../support/folders.ts';
import { append, DAY_MS, dayOf, ends, noonAgo } from '../support/journal.ts';

const RETENTION = { days: 90, bytes: 1e9 };

test('days are as old as the newest runs say, until a second day of runs agrees with the clock', async () => {
  const dir = temporaryFolder();
  const places = placesIn(dir);
  const today = noonAgo(0);
  for (const ago of [3, 2, 1, 0]) append(dir, dayOf(today - ago * DAY_MS), ends(2, `a${ago}`, today - ago * DAY_MS));
  const said: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void said.push(JSON.parse(line).msg) });
  const start = async (now: Micros): Promise<readonly string[]> => {
    const processes = { startTimes: () => new Map<number, Micros>() };
    const keeper = await openKeeper({
      places,
      log,
      now: () => now,
      host: hostname(),
      maxEntries: 100,
      pause: async () => {},
      processes,
    });
    await keepHouse(keeper, { places, retention: RETENTION, now, log });
    keeper.save();
    return readdirSync(places.journal).sort();
  };
  const now = microsFromMillis(today);
  const ahead = add(now, micros(200 * DAY));
  const days = await start(now);
  expect([await start(ahead), said]).toEqual([
    days,
    [expect.stringContaining('the clock is far ahead of the newest runs')],
  ]);
  append(dir, dayOf(today + 200 * DAY_MS), ends(1, 'then', today + 200 * DAY_MS));
  expect(await start(ahead)).toEqual([...days, `${dayOf(today + 200 * DAY_MS)}.ndjson`]);
});
