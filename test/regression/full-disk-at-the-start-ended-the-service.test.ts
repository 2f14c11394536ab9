// A disk that was full when the sidecar started ended it with exit code 2, after which systemd never starts it again.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

test.for<readonly [string, string, string]>([
  ['is full', 'nr_inodes=2', 'ENOSPC'],
  ['is read-only', 'ro', 'EROFS'],
])(
  'where the disk %s at the start, the exit code lets the service be started again',
  async ([_, option, code], context) => {
    const dir = join(temporaryFolder(), 'small');
    mkdirSync(dir);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', option, 'tmpfs', dir]);
    if (mounted.status !== 0) return context.skip('no permission to mount a small file system');
    onTestFinished(() => void spawnSync('umount', ['-l', dir]));
    const ended = await hookmeter(dir, ['serve', '--port', '0']);
    expect(ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(`^hookmeter: ${code}: .*; the sidecar ends, and may be started again\n$`),
    });
  },
);

test('what a person has to change still ends it for good', async () => {
  const { code } = await hookmeter(temporaryFolder(), ['serve', '--port', 'many']);
  expect(code).toBe(2);
});
