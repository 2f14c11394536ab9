import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';

const asides = (dir: string): readonly string[] => readdirSync(dir).filter((name) => name.includes('before-hookmeter'));

test('a metrics.json that hookmeter wrote before any hook had run is its own', async () => {
  const dir = temporaryFolder();
  await (await startSidecar(dir)).stop();
  const { stderr } = await hookmeter(dir, ['sync']);
  expect([stderr, asides(dir)]).toEqual(['', []]);
});

test('a metrics.json that was damaged while no sidecar ran is no history from elsewhere', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  await hookmeter(dir, ['sync']);
  truncateSync(join(dir, 'metrics.json'), 20);
  const { stderr } = await hookmeter(dir, ['sync']);
  expect([stderr, asides(dir)]).toEqual(['', []]);
});

test('a second history never takes the place of the first', async () => {
  const dir = temporaryFolder();
  const history = (runs: number): string =>
    JSON.stringify({
      hook_performance: { old: { total_executions: runs, successful_executions: runs, failed_executions: 0 } },
    });
  for (const runs of [1, 2]) {
    writeFileSync(join(dir, 'metrics.json'), history(runs));
    for (const name of ['checkpoint.json', 'checkpoint.previous.json']) writeFileSync(join(dir, name), 'lost');
    expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  }
  expect(asides(dir).map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual([history(1), history(2)]);
});
