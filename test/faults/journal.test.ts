// Bad luck with the journal: days in every state of packing, files that vanish, shrink or are replaced under the sidecar.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { stopClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import {
  append,
  DAY_MS,
  dayOf,
  ends,
  noonAgo,
  pack,
  packedPath,
  plainPath,
  startLine,
  tidyName,
} from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { syncHere } from '../support/sync-here.ts';
import { until } from '../support/until.ts';

const total = (dir: string): number => metricsFileOf(dir).system_health.total_hook_executions;
const journalOf = (dir: string): readonly string[] => readdirSync(join(dir, 'journal')).sort();

/** Noon of days, of which "yesterday" stays the same one during a test, also at midnight. */
type Noon = (daysAgo: number) => number;
function noons(): Noon {
  const yesterday = noonAgo(1);
  return (daysAgo) => yesterday - (daysAgo - 1) * DAY_MS;
}

/** Five days: two packed, one of them with late lines beside it, two that should be, and yesterday. 150 runs in all. */
function fiveDays(dir: string, noon: Noon): void {
  pack(dir, dayOf(noon(5)), ends(40, 'd5', noon(5)));
  pack(dir, dayOf(noon(4)), ends(30, 'd4', noon(4)));
  append(dir, dayOf(noon(4)), ends(5, 'd4-late', noon(4)));
  append(dir, dayOf(noon(3)), ends(35, 'd3', noon(3)));
  append(dir, dayOf(noon(2)), ends(20, 'd2', noon(2)));
  append(dir, dayOf(noon(1)), ends(20, 'd1', noon(1)));
}

const tidyNames = (noon: Noon, ...daysAgo: readonly number[]): readonly string[] =>
  daysAgo.map((days) => tidyName(noon(days)));

test('a backlog over several days, some of them packed, is read whole and packed, and no number moves', async () => {
  const dir = temporaryFolder();
  const noon = noons();
  fiveDays(dir, noon);
  const first = await startSidecar(dir);
  await untilCounted(dir, 150);
  const over = tidyNames(noon, 5, 4, 3, 2);
  await until('the days that are over are packed', () => String(journalOf(dir).slice(0, 4)) === String(over));
  expect(gunzipSync(readFileSync(packedPath(dir, dayOf(noon(4))))).toString()).toBe(
    ends(30, 'd4', noon(4)) + ends(5, 'd4-late', noon(4)),
  );
  await first.stop('SIGKILL');
  const second = await startSidecar(dir);
  expect(executionsOn(await scrape(second.url))).toBe(150);
  append(dir, dayOf(noon(3)), ends(3, 'very-late', noon(3)));
  await untilCounted(dir, 153);
  await second.stop();
  rmSync(join(dir, 'checkpoint.json'));
  rmSync(join(dir, 'checkpoint.previous.json'));
  expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  expect([total(dir), journalOf(dir)]).toEqual([153, tidyNames(noon, 5, 4, 3, 2, 1)]);
});

describe('in one pass', () => {
  // No midnight comes between what is written and what is expected.
  beforeEach(stopClock);

  test('a day with an open run is not packed', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    append(dir, dayOf(noon(3)), startLine({ run: 'long', at: noon(3), timeout: 7 * 86_400 }));
    append(dir, dayOf(noon(2)), ends(1, 'short', noon(2)));
    await syncHere(dir);
    expect(journalOf(dir)).toEqual([`${dayOf(noon(3))}.ndjson`, tidyName(noon(2))]);
  });

  test('days past their retention leave the journal and stay in the totals', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    fiveDays(dir, noon);
    const env = { HOOKMETER_RETENTION_DAYS: '3' };
    expect((await syncHere(dir, env)).length).toBeLessThanOrEqual(2);
    expect([total(dir), journalOf(dir)]).toEqual([150, tidyNames(noon, 3, 2, 1)]);
    await syncHere(dir, env);
    expect([total(dir), journalOf(dir)]).toEqual([150, tidyNames(noon, 3, 2, 1)]);
    rmSync(join(dir, 'checkpoint.json')); // the one before it covers them as well
    await syncHere(dir, env);
    expect(total(dir)).toBe(150);
  });

  test('a journal that is over its size loses its oldest packed days, and the totals keep them', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    fiveDays(dir, noon);
    await syncHere(dir, { HOOKMETER_RETENTION_BYTES: '1' });
    expect([total(dir), journalOf(dir)]).toEqual([150, tidyNames(noon, 1)]);
    await syncHere(dir);
    expect(total(dir)).toBe(150);
  });

  test('packed days that somebody deleted stay in the totals', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    fiveDays(dir, noon);
    await syncHere(dir);
    rmSync(packedPath(dir, dayOf(noon(5))));
    rmSync(packedPath(dir, dayOf(noon(2))));
    await runHook(dir, 'format');
    await syncHere(dir);
    expect(total(dir)).toBe(151);
  });

  test('a rebuild from a journal that is not whole any more is told', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    fiveDays(dir, noon);
    await syncHere(dir, { HOOKMETER_RETENTION_DAYS: '3' });
    writeFileSync(join(dir, 'checkpoint.json'), 'garbage');
    writeFileSync(join(dir, 'checkpoint.previous.json'), 'garbage');
    const { code, stderr } = await hookmeter(dir, ['sync']);
    const told = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect([code, total(dir), told.at(-1)]).toEqual([
      0,
      75,
      `totals are rebuilt from the journal that is left, which begins on ${dayOf(noon(3))}: counters start again from there`,
    ]);
  });

  test('a damaged packed day gives what can still be read of it, and the others are whole', async () => {
    const dir = temporaryFolder();
    const noon = noons();
    fiveDays(dir, noon);
    const path = packedPath(dir, dayOf(noon(5)));
    truncateSync(path, Math.floor(readFileSync(path).length * 0.8));
    await syncHere(dir);
    expect([total(dir) >= 110, total(dir) < 150]).toEqual([true, true]);
  });
});

test.each<readonly [string, (path: string, lines: string) => void, number]>([
  ['cut to nothing and written anew', (path) => truncateSync(path, 0), 12],
  ['cut in the middle of a line', (path, lines) => truncateSync(path, lines.length - 20), 12],
  ['deleted', (path) => rmSync(path), 12],
  [
    'replaced by a copy of itself',
    (path, lines) => {
      writeFileSync(`${path}.copy`, lines);
      renameSync(`${path}.copy`, path);
    },
    12,
  ],
  [
    'replaced by a file with other runs',
    (path) => {
      writeFileSync(`${path}.copy`, ends(4, 'others', Date.now()));
      renameSync(`${path}.copy`, path);
    },
    16,
  ],
  [
    'packed by hand',
    (path, lines) => {
      writeFileSync(`${path}.gz`, gzipSync(lines));
      rmSync(path);
    },
    12,
  ],
])('a journal that is %s under a running sidecar loses and repeats nothing', async (_, change, expected) => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const day = dayOf(Date.now());
  const lines = ends(10, 'before', Date.now());
  append(dir, day, lines);
  await untilCounted(dir, 10);
  change(plainPath(dir, day), lines);
  await runHook(dir, 'format');
  await runHook(dir, 'format');
  await untilCounted(dir, expected);
  append(dir, day, lines); // known runs, once more
  await runHook(dir, 'format');
  await untilCounted(dir, expected + 1);
  await sidecar.stop('SIGKILL');
  await syncHere(dir);
  expect(total(dir)).toBe(expected + 1);
});

test('a sidecar whose whole directory is removed goes on, and counts again when it is back', async () => {
  const dir = join(temporaryFolder(), 'state');
  const sidecar = await startSidecar(dir);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  rmSync(dir, { recursive: true, maxRetries: 10 }); // the sidecar may be writing into it
  const page = await until('it is seen missing', async () => scrape(sidecar.url));
  expect(executionsOn(page)).toBe(1);
  await runHook(dir, 'format');
  await untilCounted(dir, 2);
  await until('the shim is installed again', () => existsSync(join(dir, 'bin', 'hookmeter-run')));
  expect((await sidecar.stop()).code).toBe(0);
  await runHook(dir, 'format');
  await syncHere(dir);
  expect(total(dir)).toBe(3);
});

test('garbage is counted under its reason, and what is around it is read', async () => {
  const dir = temporaryFolder();
  const day = dayOf(Date.now());
  const [a, b, c] = ['a', 'b', 'c'].map((run) => ends(1, run, Date.now()));
  append(
    dir,
    day,
    `${a}no json\n[1]\n{"v":2}\n${'x'.repeat(100_000)}\n\u0000\u0000\u0000\n\n{"v":1,"kind":"start","ru${b}${c}{"v":1,"ki`,
  );
  const { url } = await startSidecar(dir);
  await untilCounted(dir, 3);
  const page = await scrape(url);
  const reasons = Object.fromEntries(
    ['not_json', 'not_object', 'bad_version', 'too_long', 'torn'].map((reason) => [
      reason,
      sumOf(page, 'hookmeter_rejects_total', { reason }),
    ]),
  );
  expect(reasons).toEqual({ not_json: 2, not_object: 1, bad_version: 1, too_long: 1, torn: 1 });
  expect(sumOf(page, 'hookmeter_rejects_total')).toBe(6);
  expect(sumOf(page, 'hookmeter_journal_lag_bytes')).toBe('{"v":1,"ki'.length);
});
