// Importing much, at once, and with everything being killed: each run counts once.

import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { noonAgo } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { syncHere } from '../support/sync-here.ts';
import { ago, put } from '../support/transcript-folder.ts';
import { fileOf, success } from '../support/transcript-lines.ts';
import { until } from '../support/until.ts';
import { manyDays } from './many-days.ts';

manyDays({ days: 10, runsOfEach: 100 });

test('beside shims that write, a sidecar that is killed, and other imports, every run counts once', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  const today = new Date(Date.now() - 25_000).toISOString();
  for (let file = 0; file < 5; file++) {
    const runs = Array.from({ length: 150 }, (_, i) =>
      success(`${file % 4}-${i}`, {}, i % 2 === 0 ? { timestamp: today } : ago(1 + (i % 8))),
    );
    put(join(folder, `${file}.jsonl`), fileOf(...runs));
  }
  const HOOKS = 20;
  const importing = Array.from({ length: 3 }, () => hookmeter(dir, ['import', 'transcripts', folder]));
  const kills = (async () => {
    for (let i = 0; i < 3; i++) await (await startSidecar(dir)).stop('SIGKILL');
  })();
  const running = Array.from({ length: HOOKS }, (_, i) => runHook(dir, `hook-${i % 4}`));
  const results = await Promise.all(importing);
  await Promise.all(running);
  await kills;
  expect(results).toEqual(results.map(() => expect.objectContaining({ code: 0, stderr: '' })));
  expect((await hookmeter(dir, ['import', 'transcripts', folder])).stdout).toContain('imported 0 runs');
  await startSidecar(dir);
  const file = await untilCounted(dir, 4 * 150 + HOOKS);
  expect(file.hook_performance['guard']?.total_executions).toBe(600);
});

test('a journal that is read again, without the memory of what was read, counts no run of the past twice', async () => {
  const dir = temporaryFolder();
  const yesterday = { timestamp: new Date(noonAgo(1)).toISOString() };
  const day = yesterday.timestamp.slice(0, 10);
  const path = put(
    join(temporaryFolder(), 'one.jsonl'),
    fileOf(success('a', {}, yesterday), success('b', {}, yesterday)),
  );
  await hookmeter(dir, ['import', 'transcripts', path]);
  truncateSync(join(dir, 'seen', `${day}.bin`), 8);
  const journal = join(dir, 'journal', `${day}.ndjson`);
  await syncHere(dir); // remembers from the journal what the file does not say any more
  writeFileSync(journal, `{}\n${readFileSync(journal, 'utf8')}`); // begins otherwise: read from its start
  await syncHere(dir);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(2);
});

test('an import that is killed goes on where it was', async () => {
  const dir = temporaryFolder();
  const path = join(temporaryFolder(), 'one.jsonl');
  const runs = Array.from({ length: 25_000 }, (_, i) => success(`${i}`, {}, ago(i % 5)));
  put(path, fileOf(...runs));
  const child = start(process.execPath, [MAIN, 'import', 'transcripts', path], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: 'ignore',
  });
  const over = new Promise((resolve) => child.once('exit', resolve));
  const journal = join(dir, 'journal');
  await until('it has begun to write', () =>
    readdirSync(journal).some((name) => statSync(join(journal, name)).size > 0),
  );
  child.kill('SIGKILL');
  await over;
  const { stdout } = await hookmeter(dir, ['import', 'transcripts', path, '--json']);
  const { runs: added, skipped } = JSON.parse(stdout);
  expect([added + skipped.already_imported, skipped.already_imported > 0]).toEqual([25_000, true]);
  // Where everything had been written before the end came, the second import had nothing to count.
  await hookmeter(dir, ['sync']);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(25_000);
});
