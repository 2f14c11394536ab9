import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY, endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, seal } from '../support/tail.ts';

test('what a killed sidecar with the same pid left beside the packed day is not part of it', async () => {
  const journal = journalFolder();
  appendLines(journal, DAY, endText('a'));
  writeFileSync(join(journal, `${DAY}.ndjson.gz.${process.pid}.tmp`), 'half a gzip member');
  writeFileSync(join(journal, `${DAY}.ndjson.gz.1.tmp`), 'half a gzip member');
  await seal(journal, DAY);
  const { tail, heard, troubles } = follow(journal);
  await tail.catchUp();
  expect([endedHooks(heard), troubles]).toEqual([['format'], []]);
  expect(readdirSync(journal)).toEqual([`${DAY}.ndjson.gz`]);
});
