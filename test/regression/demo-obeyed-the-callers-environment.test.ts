import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

test('the demo is the same inside of another git command and beside other settings', async () => {
  const folder = temporaryFolder();
  const gone = join(folder, 'gone');
  const { code, stdout, stderr } = await hookmeter(folder, ['demo', '--once', '--no-history', '--commits', '2'], {
    cwd: folder,
    env: {
      HOOKMETER_TOKEN: 'secret',
      HOOKMETER_HOST: '0.0.0.0',
      GIT_DIR: gone,
      GIT_INDEX_FILE: join(gone, 'index'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: gone,
      CLAUDECODE: '1',
    },
  });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').filter((line) => line.startsWith('hook_executions_total'))).toEqual(
    ['slow-format', 'message-guard', 'flaky-notify'].map((hook) =>
      expect.stringMatching(`hook_name="${hook}".*hook_agent="git".*"success"} 2$`),
    ),
  );
});
