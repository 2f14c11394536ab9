// Whoever changed metrics.json between its write and the look at what had been written was taken for the writer: the change stayed.

import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomically } from '../../src/base/atomic-write.ts';
import { createMetricsFileKeeper } from '../../src/sidecar/metrics-file-keeper.ts';
import { temporaryFolder } from '../support/folders.ts';

test.each<readonly [string, (path: string) => void]>([
  ['cut', (path) => truncateSync(path, 3)],
  ['edited', (path) => writeFileSync(path, '{"total":2}')],
  ['removed', (path) => rmSync(path)],
])('a file that is %s at once is written again', (_, change) => {
  const path = join(temporaryFolder(), 'metrics.json');
  let changes = 1;
  const file = createMetricsFileKeeper(path, (...words) => {
    writeAtomically(...words);
    if (changes-- > 0) change(path);
  });
  file.write('{"total":1}');
  expect(file.isDisturbed()).toBe(true);
  file.write('{"total":1}');
  expect([file.isDisturbed(), readFileSync(path, 'utf8')]).toEqual([false, '{"total":1}']);
});
