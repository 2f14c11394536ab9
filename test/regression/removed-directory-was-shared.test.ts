import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { until } from '../support/until.ts';

test('a sidecar whose directory was removed and came back still holds it', async () => {
  const dir = join(temporaryFolder(), 'state');
  const sidecar = await startSidecar(dir);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  rmSync(dir, { recursive: true, maxRetries: 100, retryDelay: 10 }); // the sidecar may be writing in it
  await runHook(dir, 'format');
  await untilCounted(dir, 2);
  await until('the socket is back', () => existsSync(join(dir, 'sidecar.sock')));
  const second = await hookmeter(dir, ['serve', '--port', '0']);
  expect([second.code, second.stderr]).toEqual([
    2,
    expect.stringContaining(`held by the sidecar with pid ${sidecar.pid},`),
  ]);
});

test('a sidecar that finds another one in its place gives way', async () => {
  const dir = join(temporaryFolder(), 'state');
  const first = await startSidecar(dir);
  process.kill(first.pid, 'SIGSTOP');
  rmSync(dir, { recursive: true, maxRetries: 100, retryDelay: 10 }); // the sidecar may be writing in it
  const second = await startSidecar(dir);
  process.kill(first.pid, 'SIGCONT');
  const { code, stderr } = await first.ended;
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([
    2,
    expect.stringMatching(`^hookmeter: .* is held by the sidecar with pid ${second.pid},`),
  ]);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
});

test('a sidecar whose directory is gone for good still ends cleanly', async () => {
  const dir = join(temporaryFolder(), 'state');
  const sidecar = await startSidecar(dir);
  rmSync(dir, { recursive: true, maxRetries: 100, retryDelay: 10 }); // the sidecar may be writing in it
  expect((await sidecar.stop()).code).toBe(0);
});
