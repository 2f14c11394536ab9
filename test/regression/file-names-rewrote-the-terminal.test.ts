import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

const ODD = 'a\u001b[31m\nhookmeter: all is well.jsonl';
const SHOWN = 'a\\u001b[31m\\u000ahookmeter: all is well.jsonl';

test('a transcript with control characters in its name is told in one harmless line', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, ODD), 'no transcript');
  const { stderr } = await hookmeter(temporaryFolder(), ['import', 'transcripts', folder]);
  expect(stderr).toBe(
    `hookmeter: ${join(folder, SHOWN)} is left out: it is no transcript: a line of one is a JSON object\n`,
  );
});

test.each([
  [['import', 'transcripts', `./${ODD}`]],
  [['import', 'metrics-json', `./${ODD}`]],
  [['sync', '--dir', `/dev/null/${ODD}`]],
])('a mistake in %j is told in one harmless line', async (words) => {
  const cwd = temporaryFolder();
  const { code, stderr } = await hookmeter(join(cwd, 'state'), words, { cwd });
  expect([code, stderr.split('\n').length, stderr.includes('\u001b'), stderr.includes(SHOWN)]).toEqual([
    2,
    2,
    false,
    true,
  ]);
});
