// What a sidecar does by itself, and how soon, by a clock that the test moves on. What it takes on a real clock is in bench/visible.mjs and
// bench/idle.mjs.

import { existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emptyManifest, writeManifest } from '../../src/hosts/manifest.ts';
import type { Keeper } from '../../src/sidecar/keeper.ts';
import { createMetricsFileKeeper } from '../../src/sidecar/metrics-file-keeper.ts';
import { startRhythm } from '../../src/sidecar/rhythm.ts';
import { createTroubles } from '../../src/sidecar/troubles.ts';
import { temporaryFolder } from '../support/folders.ts';
import { append, dayOf, ends } from '../support/journal.ts';
import { keeperOn, silentLog as log } from '../support/keeper.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { until } from '../support/until.ts';

interface Running {
  readonly dir: string;
  readonly keeper: Keeper;
  /** What was built and saved so far. */
  readonly work: { snapshots: number; saves: number; looks: number };
  tick(ms: number): void;
}

/** With a journal that cannot be watched: it is polled, which is the slowest way. */
async function running(runs = 0): Promise<Running> {
  const dir = temporaryFolder();
  if (runs > 0) append(dir, dayOf(Date.now()), ends(runs, 'old', Date.now()));
  const { places, settings, keeper } = await keeperOn(dir);
  await keeper.settle();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const work = { snapshots: 0, saves: 0, looks: 0 };
  const watched: Keeper = {
    ...keeper,
    snapshot() {
      work.snapshots++;
      return keeper.snapshot();
    },
    saveIfNeeded() {
      work.saves++;
      keeper.saveIfNeeded();
    },
    async catchUp() {
      await keeper.catchUp();
      work.looks++;
    },
  };
  const rhythm = startRhythm({
    keeper: watched,
    file: createMetricsFileKeeper(places.metricsFile),
    holding: { isOurs: () => true, check: async () => undefined, release: async () => {} },
    places: { ...places, journal: join(dir, 'gone') },
    settings,
    log,
    troubles: createTroubles(log),
    onDisplaced: () => {},
  });
  onTestFinished(() => rhythm.stop());
  await until('the first look is over', () => work.looks > 0);
  return { dir, keeper, work, tick: (ms) => void vi.advanceTimersByTime(ms) };
}

const counted = (dir: string): number => metricsFileOf(dir).system_health.total_hook_executions;

test('a run is read within a tenth of a second after its end, and in metrics.json within another', async () => {
  const { dir, keeper, tick } = await running();
  append(dir, dayOf(Date.now()), ends(1, 'new', Date.now()));
  expect(counted(dir)).toBe(0);
  tick(100);
  await until('it is read', () => keeper.ledger.version() > 0);
  tick(100);
  expect(counted(dir)).toBe(1);
});

test.each<readonly [string, (path: string) => void]>([
  ['edited', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace(/executions": 1\b/, 'executions": 9'))],
  ['truncated', (path) => truncateSync(path, 10)],
  ['emptied', (path) => truncateSync(path, 0)],
  ['removed', (path) => rmSync(path)],
  [
    'replaced by a symlink',
    (path) => {
      rmSync(path);
      symlinkSync('/dev/null', path);
    },
  ],
])('metrics.json that somebody %s is whole again a tenth of a second later', async (_, damage) => {
  const { dir, tick } = await running(1);
  const path = join(dir, 'metrics.json');
  const before = readFileSync(path, 'utf8');
  damage(path);
  expect(existsSync(path) && readFileSync(path, 'utf8') === before).toBe(false);
  tick(100);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('what was counted is saved within five seconds', async () => {
  const { dir, keeper, tick } = await running(3);
  expect([keeper.ledger.lines(), existsSync(join(dir, 'checkpoint.json'))]).toEqual([3, false]);
  tick(5000);
  expect(existsSync(join(dir, 'checkpoint.json'))).toBe(true);
});

test('a manifest that changes is followed within half a second', async () => {
  const { dir, keeper, tick } = await running();
  const hook = {
    hook: 'guard',
    event: 'PreToolUse',
    host: 'claude-code',
    scope: 'user',
    file: '/f',
    command: 'c',
    since: 1_795_328_330_000_000,
  } as const;
  const never = (): readonly string[] => keeper.snapshot().neverRan.map(({ identity }) => identity.hook);
  writeManifest(join(dir, 'manifest.json'), { ...emptyManifest(), hooks: [hook] });
  expect(never()).toEqual([]);
  tick(500);
  expect(never()).toEqual(['guard']);
});

test('where nothing happens nothing is built, saved or written', async () => {
  const { dir, keeper, work, tick } = await running(1000);
  tick(5000); // saves what it has read
  const checkpoint = readFileSync(join(dir, 'checkpoint.json'));
  const { snapshots, looks } = work;
  for (const name of ['checkpoint.json', 'checkpoint.previous.json']) rmSync(join(dir, name), { force: true });
  for (let second = 0; second < 60; second++) {
    tick(1000);
    await keeper.catchUp();
  }
  expect(work.looks).toBeGreaterThan(looks); // it did run
  expect([checkpoint.length > 0, work.snapshots, existsSync(join(dir, 'checkpoint.json'))]).toEqual([
    true,
    snapshots,
    false,
  ]);
});
