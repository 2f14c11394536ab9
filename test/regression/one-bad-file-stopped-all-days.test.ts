import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY, endedHooks, endText } from '../support/shim-lines.ts';
import { appendLines, follow, journalFolder, seal } from '../support/tail.ts';

const EARLIER = '2026-11-20';

describe('the other days are read when one of them', () => {
  test.each([
    ['is a link to itself', (path: string) => symlinkSync(path, path), '.ndjson', 1],
    ['is a packed link to itself', (path: string) => symlinkSync(path, path), '.ndjson.gz', 1],
    ['is a pipe', (path: string) => void execFileSync('mkfifo', [path]), '.ndjson', 0],
    ['is a packed pipe', (path: string) => void execFileSync('mkfifo', [path]), '.ndjson.gz', 0],
    ['is a folder', (path: string) => void mkdirSync(path), '.ndjson', 0],
    ['is a packed folder', (path: string) => void mkdirSync(path), '.ndjson.gz', 0],
  ])('%s', async (_what, make, ending, troubled) => {
    const journal = journalFolder();
    make(join(journal, `${EARLIER}${ending}`));
    appendLines(journal, DAY, endText('a'));
    const { tail, heard, troubles } = follow(journal);
    await tail.catchUp();
    await tail.catchUp();
    expect([endedHooks(heard), tail.lagBytes()]).toEqual([['format'], 0]);
    expect(troubles.length, 'a trouble is told once, not at every look').toBe(troubled);
  });

  test.each([['.ndjson'], ['.ndjson.gz']])('may not be read (%s), and that one is when it may', async (ending) => {
    const journal = journalFolder();
    const path = join(journal, `${EARLIER}${ending}`);
    appendLines(journal, EARLIER, endText('a', { hook: 'early' }));
    if (ending === '.ndjson.gz') await seal(journal, EARLIER);
    appendLines(journal, DAY, endText('b', { hook: 'late' }));
    chmodSync(path, 0o000);
    chmodSync(dirname(journal), 0o755);
    const { tail, heard, troubles } = follow(journal);
    await asNobody(async () => {
      await tail.catchUp();
      await tail.catchUp();
    });
    expect([endedHooks(heard), troubles.length]).toEqual([['late'], 1]);
    chmodSync(path, 0o600);
    await tail.catchUp();
    expect([endedHooks(heard), troubles.length, tail.lagBytes()]).toEqual([['late', 'early'], 1, 0]);
  });
});

/** For root no file is unreadable. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
