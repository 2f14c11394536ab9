import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, startSidecar } from '../support/hookmeter.ts';

test('a sidecar that is stopped and does not answer holds its directory all the same', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  process.kill(sidecar.pid, 'SIGSTOP');
  try {
    const [status, second, sync] = await Promise.all([
      hookmeter(dir, ['status']),
      hookmeter(dir, ['serve', '--port', '0']),
      hookmeter(dir, ['sync']),
    ]);
    expect([status.code, status.stderr]).toEqual([3, '']);
    expect(status.stdout).toContain('sidecar    does not answer');
    expect([second.code, second.stdout, second.stderr]).toEqual([
      2,
      '',
      `hookmeter: ${dir} is held by a sidecar that does not answer; stop that one, or choose another directory with --dir\n`,
    ]);
    expect([sync.code, sync.stdout, sync.stderr]).toEqual([
      2,
      '',
      `hookmeter: ${dir} is held by a sidecar that does not answer; stop that one, or choose another directory with --dir\n`,
    ]);
  } finally {
    process.kill(sidecar.pid, 'SIGCONT');
  }
});
