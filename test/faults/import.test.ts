// Importing much, at once, and with everything being killed: each run counts once.

import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { dayOf, noonAgo } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { ago, put } from '../support/transcript-folder.ts';
import { fileOf, success } from '../support/transcript-lines.ts';
import { until } from '../support/until.ts';

test('a hundred days of two hundred runs are imported, sealed, and counted again from the journal, quickly', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  for (let day = 1; day <= 100; day++) {
    const runs = Array.from({ length: 200 }, (_, i) => success(`${day}-${i}`, { durationMs: i }, ago(day)));
    put(join(folder, `${day}.jsonl`), fileOf(...runs));
  }
  const env = { HOOKMETER_RETENTION_DAYS: '365' };
  const began = performance.now();
  const { stdout } = await hookmeter(dir, ['import', 'transcripts', folder, '--json'], { env });
  expect(JSON.parse(stdout)).toMatchObject({ runs: 20_000, days: 100 });
  expect(performance.now() - began).toBeLessThan(20_000);
  const counted = () => metricsFileOf(dir).hook_performance['guard'];
  expect(counted()).toMatchObject({ total_executions: 20_000, average_execution_time: 99.5 });
  const names = readdirSync(join(dir, 'journal'));
  expect([names.length, names.filter((name) => name.endsWith('.gz')).length]).toEqual([100, 99]);
  expect(JSON.parse((await hookmeter(dir, ['import', 'transcripts', folder, '--json'], { env })).stdout)).toMatchObject(
    {
      runs: 0,
      skipped: { already_imported: 20_000 },
    },
  );
  for (const name of ['checkpoint.json', 'checkpoint.previous.json']) rmSync(join(dir, name));
  rmSync(join(dir, 'seen'), { recursive: true });
  await hookmeter(dir, ['sync'], { env });
  expect(counted()).toMatchObject({ total_executions: 20_000, average_execution_time: 99.5 });
}, 120_000);

test('beside shims that write, a sidecar that is killed, and other imports, every run counts once', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  const today = new Date(Date.now() - 60_000).toISOString();
  for (let file = 0; file < 8; file++) {
    const runs = Array.from({ length: 500 }, (_, i) =>
      success(`${file % 6}-${i}`, {}, i % 2 === 0 ? { timestamp: today } : ago(1 + (i % 20))),
    );
    put(join(folder, `${file}.jsonl`), fileOf(...runs));
  }
  const HOOKS = 40;
  const importing = Array.from({ length: 3 }, () => hookmeter(dir, ['import', 'transcripts', folder]));
  const kills = (async () => {
    for (let i = 0; i < 3; i++) await (await startSidecar(dir)).stop('SIGKILL');
  })();
  const running = Array.from({ length: HOOKS }, (_, i) => runHook(dir, `hook-${i % 4}`));
  const results = await Promise.all(importing);
  await Promise.all(running);
  await kills;
  expect((await hookmeter(dir, ['import', 'transcripts', folder])).stdout).toContain('imported 0 runs');
  await startSidecar(dir);
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
  const file = await untilCounted(dir, 6 * 500 + HOOKS);
  expect(file.hook_performance['guard']?.total_executions).toBe(3000);
}, 120_000);

test('a journal that is read again, without the memory of what was read, counts no run of the past twice', async () => {
  const dir = temporaryFolder();
  const path = put(join(temporaryFolder(), 'one.jsonl'), fileOf(success('a', {}, ago(1)), success('b', {}, ago(1))));
  await hookmeter(dir, ['import', 'transcripts', path]);
  const day = dayOf(noonAgo(1));
  truncateSync(join(dir, 'seen', `${day}.bin`), 8);
  const journal = join(dir, 'journal', `${day}.ndjson`);
  await hookmeter(dir, ['sync']); // remembers from the journal what the file does not say any more
  writeFileSync(journal, `{}\n${readFileSync(journal, 'utf8')}`); // begins otherwise: read from its start
  await hookmeter(dir, ['sync']);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(2);
});

test('an import that is killed goes on where it was', async () => {
  const dir = temporaryFolder();
  const path = join(temporaryFolder(), 'one.jsonl');
  const runs = Array.from({ length: 60_000 }, (_, i) => success(`${i}`, {}, ago(i % 5)));
  put(path, fileOf(...runs));
  const child = start(process.execPath, [MAIN, 'import', 'transcripts', path], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: 'ignore',
  });
  const over = new Promise((resolve) => child.once('exit', resolve));
  await until('it has begun to write', () => readdirSync(join(dir, 'journal')).length > 0);
  child.kill('SIGKILL');
  await over;
  const { stdout } = await hookmeter(dir, ['import', 'transcripts', path, '--json']);
  const { runs: added, skipped } = JSON.parse(stdout);
  expect([added + skipped.already_imported, skipped.already_imported > 0]).toEqual([60_000, true]);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(60_000);
}, 120_000);
