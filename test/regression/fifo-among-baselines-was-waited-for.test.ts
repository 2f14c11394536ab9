import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { run } from '../support/programs.ts';

test('what is no file among the baselines is none, and is not waited for', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'baselines', 'folder.json'), { recursive: true });
  await run('mkfifo', [join(dir, 'baselines', 'pipe.json')]);
  const none = 'no baseline has been saved yet: `hookmeter baseline save NAME`\n';
  expect(await hookmeter(dir, ['baseline', 'list'])).toEqual({ code: 0, signal: null, stdout: none, stderr: '' });
});
