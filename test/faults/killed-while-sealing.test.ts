// A sidecar that is killed again and again while it packs old days and lets the oldest go.

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN } from '../support/hookmeter.ts';
import { append, dayOf, ends, noonAgo } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { seeded } from '../support/random.ts';

const SEED = Number(process.env['HOOKMETER_TEST_SEED'] ?? Date.now() % 1e9);
const DAYS = 12;
const RUNS = 2000;

test('every run counts once, and every old day ends up packed', async () => {
  console.log(`seed ${SEED} (HOOKMETER_TEST_SEED repeats it)`);
  const random = seeded(SEED);
  const dir = temporaryFolder();
  for (let ago = 1; ago <= DAYS; ago++) append(dir, dayOf(noonAgo(ago)), ends(RUNS, `day-${ago}`, noonAgo(ago)));
  for (let kill = 0; kill < 12; kill++) {
    const child = start(process.execPath, [MAIN, 'serve', '--port', '0', '--log-level', 'error'], {
      env: cleanEnv({ HOOKMETER_DIR: dir }),
      stdio: 'ignore',
    });
    const over = new Promise((resolve) => child.once('exit', resolve));
    await delay(150 + random() * 600);
    child.kill('SIGKILL');
    await over;
    if (kill === 6) append(dir, dayOf(noonAgo(9)), ends(5, 'late', noonAgo(9)));
  }
  expect(await hookmeter(dir, ['sync'])).toMatchObject({ code: 0, stderr: '' });
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(DAYS * RUNS + 5);
  const days = Array.from({ length: DAYS }, (_, i) => DAYS - i);
  expect(readdirSync(join(dir, 'journal')).sort()).toEqual(
    days.map((ago) => `${dayOf(noonAgo(ago))}.ndjson${ago >= 2 ? '.gz' : ''}`),
  );
  // From nothing but the journal the same totals come out, so that no day was packed twice or lost.
  const copy = temporaryFolder();
  cpSync(join(dir, 'journal'), join(copy, 'journal'), { recursive: true });
  await hookmeter(copy, ['sync']);
  expect(metricsFileOf(copy).system_health.total_hook_executions).toBe(DAYS * RUNS + 5);
}, 180_000);
