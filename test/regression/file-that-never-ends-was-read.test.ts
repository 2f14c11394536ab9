// A day of the journal that was a link to /dev/zero filled the disk when it was packed; a FIFO in the place of a file of ours held up every start.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { beginSeal } from '../../src/journal/segments.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { run } from '../support/programs.ts';
import { endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow } from '../support/tail.ts';

test('of the journal, only regular files are read', async () => {
  const journal = temporaryFolder();
  const target = join(temporaryFolder(), 'day');
  writeFileSync(target, '');
  symlinkSync('/dev/zero', join(journal, '2026-11-20.ndjson'));
  symlinkSync(target, join(journal, '2026-11-21.ndjson'));
  mkdirSync(join(journal, '2026-11-22.ndjson'));
  await run('mkfifo', [join(journal, '2026-11-23.ndjson'), join(journal, '2026-11-24.ndjson.gz')]);
  symlinkSync('/dev/zero', join(journal, '2026-11-19.ndjson.gz'));
  appendLines(journal, '2026-11-25', endText('a'));
  const { tail, heard, troubles } = follow(journal);
  await tail.catchUp();
  expect(endedHooks(heard)).toEqual(['format']);
  expect(troubles.map((trouble) => trouble.split(/(?<=ELOOP)/)[0])).toEqual([
    '2026-11-19.ndjson.gz: ELOOP',
    '2026-11-20.ndjson: ELOOP',
    '2026-11-21.ndjson: ELOOP',
  ]);
  expect(() => beginSeal(journal, '2026-11-20')).toThrow('ELOOP');
});

describe('a FIFO is not waited for', () => {
  test.each([
    ['checkpoint.json', 0, /checkpoint\.json cannot be read: .*is not a regular file; move it away/],
    ['config.json', 2, /^hookmeter: .*config\.json cannot be read: .*is not a regular file; move it away\n$/],
    ['manifest.json', 0, /manifest\.json is not a regular file; move it away/],
    ['metrics.json', 2, /^hookmeter: .*metrics\.json is not a regular file; move it away\n$/],
  ])('in the place of %s', async (name, code, said) => {
    const dir = temporaryFolder();
    await run('mkfifo', [join(dir, name)]);
    const ended = await hookmeter(dir, ['sync']);
    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(said) });
  });
});
