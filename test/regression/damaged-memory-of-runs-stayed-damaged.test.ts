// Runs that ended are remembered in a file for each day. When that was damaged, the journal told them again, but the file stayed as it
// was: at the next start everything hung on the journal again, and one that had been replaced meanwhile was counted twice.

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { append, dayOf, ends, plainPath } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';

test('the memory of ended runs is whole again after one start', async () => {
  const dir = temporaryFolder();
  const now = Date.now();
  const day = dayOf(now);
  append(dir, day, ends(1, 'one', now) + ends(1, 'other', now, 'lint'));
  await hookmeter(dir, ['sync']);
  const memory = join(dir, 'seen', `${day}.bin`);
  truncateSync(memory, 8);
  expect((await hookmeter(dir, ['sync'])).stderr).toContain('does not hold the 2 runs that the checkpoint says');
  expect(statSync(memory).size).toBe(16);
  expect((await hookmeter(dir, ['sync'])).stderr).toBe('');
  const journal = plainPath(dir, day);
  writeFileSync(journal, `{}\n${readFileSync(journal, 'utf8')}`); // begins otherwise: read from its start
  await hookmeter(dir, ['sync']);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(2);
});
