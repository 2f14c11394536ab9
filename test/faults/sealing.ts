// A sidecar that is killed while it packs old days: each time once it has begun to, at a moment of the seed's.

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, launchSidecar } from '../support/hookmeter.ts';
import { append, DAY_MS, dayOf, ends, noonAgo, tidyName } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { seeded } from '../support/random.ts';
import { syncHere } from '../support/sync-here.ts';
import { until } from '../support/until.ts';

export interface Sealing {
  readonly days: number;
  readonly runsOfEach: number;
  readonly kills: number;
  readonly seed: number;
}

export function killedWhileSealing({ days, runsOfEach, kills, seed }: Sealing): void {
  test('every run counts once, and every old day ends up packed', async () => {
    console.log(`seed ${seed} (HOOKMETER_TEST_SEED repeats it)`);
    const random = seeded(seed);
    const dir = temporaryFolder();
    const yesterday = noonAgo(1);
    const noon = (ago: number): number => yesterday - (ago - 1) * DAY_MS;
    const files = (): readonly string[] => readdirSync(join(dir, 'journal')).sort();
    for (let ago = 1; ago <= days; ago++) append(dir, dayOf(noon(ago)), ends(runsOfEach, `day-${ago}`, noon(ago)));
    for (let kill = 0; kill < kills; kill++) {
      const before = String(files());
      const { child, stdout, ended } = launchSidecar(dir, { flags: ['--port', '0', '--log-level', 'error'] });
      // A day is renamed, packed, and its plain file removed: what is in the folder changes with each of these steps. Where all are
      // packed by now, it has begun once it listens.
      const hasBegun = (): boolean => String(files()) !== before || stdout() !== '';
      if (kill % 3 > 0) await until('it has begun', hasBegun);
      await delay(random() * (kill % 3 > 1 ? 600 : 60));
      child.kill('SIGKILL');
      await ended;
      if (kill === kills >> 1) append(dir, dayOf(noon(days - 3)), ends(5, 'late', noon(days - 3)));
    }
    expect(await hookmeter(dir, ['sync'])).toMatchObject({ code: 0, stderr: '' });
    expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(days * runsOfEach + 5);
    const oldestFirst = Array.from({ length: days }, (_, i) => days - i);
    expect(files()).toEqual(oldestFirst.map((ago) => tidyName(noon(ago))));
    // From nothing but the journal the same totals come out, so that no day was packed twice or lost.
    const copy = temporaryFolder();
    cpSync(join(dir, 'journal'), join(copy, 'journal'), { recursive: true });
    await syncHere(copy);
    expect(metricsFileOf(copy).system_health.total_hook_executions).toBe(days * runsOfEach + 5);
  });
}
