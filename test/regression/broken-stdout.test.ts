import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook } from '../support/hookmeter.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { cleanEnv, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

test('output that cannot be kept is one line and exit code 2, not a stack trace', async () => {
  const dir = temporaryFolder();
  for (const command of ['report', 'status', 'shell']) {
    const ended = await run('bash', ['-c', '"$@" >/dev/full', '-', process.execPath, MAIN, command], {
      env: { HOOKMETER_DIR: dir },
    });
    expect(ended).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'hookmeter: ENOSPC: no space left on device, write\n',
    });
  }
});

test('a sidecar whose first line nobody reads lives on', async () => {
  const dir = temporaryFolder();
  const child = start(process.execPath, [MAIN, 'serve', '--port', '0'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout?.destroy();
  await until('it runs', async () => (await hookmeter(dir, ['status'])).code === 0);
  await runHook(dir, 'format');
  await untilCounted(dir, 1);
  expect(child.exitCode).toBeNull();
});
