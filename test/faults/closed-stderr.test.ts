import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, runHook } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

test('a sidecar goes on when nobody reads what it says any more', async () => {
  const dir = temporaryFolder();
  const child = start(process.execPath, [MAIN, 'serve', '--port', '0'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = collect(child.stdout);
  await until('it listens', () => said().includes('listening on'));
  child.stdout?.destroy();
  child.stderr?.destroy();
  rmSync(join(dir, 'metrics.json'));
  const { mkdirSync, rmdirSync } = await import('node:fs');
  mkdirSync(join(dir, 'metrics.json')); // something to complain about
  const url = /http:\S+/.exec(said())?.[0];
  await until('it has complained', async () => {
    const page = await (await fetch(`${url}/metrics`)).text();
    return !page.includes('hookmeter_write_errors_total 0\n');
  });
  rmdirSync(join(dir, 'metrics.json'));
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  expect(child.exitCode).toBeNull();
});
