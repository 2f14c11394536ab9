import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

const NAME = 'x\u001b[31m\u009b2J\n\u202ey';
const SHOWN = 'x\\u001b[31m\\u009b2J\\u000a\\u202ey';

test.each([
  ['a system error', ['import', 'metrics-json', NAME], `${SHOWN} cannot be read: ENOENT`],
  ['a folder of that name', ['baseline', 'show', `./${NAME}`], `there is no file `],
  ['an unknown command', [NAME.replace('\n', '')], `unknown command '${SHOWN.replace('\\u000a', '')}' (see --help)`],
] as const)('%s is told in one line that is harmless', async (_, words, message) => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await hookmeter(join(cwd, 'state'), words, { cwd });
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  expect(stderr).toContain(`hookmeter: ${message}`);
  expect(stderr.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
