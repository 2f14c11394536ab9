import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plainFile } from '../../src/journal/day-file.ts';
import {
  beginSeal,
  finishSeal,
  lastMemberLength,
  listDays,
  openSegment,
  unpacked,
} from '../../src/journal/segments.ts';
import { DAY, endText, fileOf } from '../support/shim-lines.ts';
import { appendLines, journalFolder, seal } from '../support/tail.ts';

const packed = (journal: string): string => join(journal, `${DAY}.ndjson.gz`);
const sealing = (journal: string): string => join(journal, `${DAY}.ndjson.sealing`);
/** All that the day holds, in the order in which a reader sees it. */
const contentOf = (journal: string): string =>
  [packed, sealing, (folder: string) => plainFile(folder, DAY)]
    .map((path) => path(journal))
    .filter((path) => readdirSync(journal).some((name) => path.endsWith(`/${name}`)))
    .map((path) => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString())
    .join('');

describe('listing the days', () => {
  test('gives them oldest first, each with its parts, and nothing that is no day', () => {
    const journal = journalFolder();
    const names = [
      '2026-11-22.ndjson',
      '2026-11-21.ndjson.gz',
      '2026-11-21.ndjson',
      '2025-12-31.ndjson.gz',
      '2026-11-20.ndjson.sealing',
      '2026-11-22.ndjson.gz.17.tmp',
      '2026-11-22.ndjson.bak',
      '2026-11-2.ndjson',
      'x2026-11-22.ndjson',
      'README',
    ];
    for (const name of names) writeFileSync(join(journal, name), '');
    const at = (name: string): string => join(journal, name);
    expect(listDays(journal)).toEqual([
      { day: '2025-12-31', packed: at('2025-12-31.ndjson.gz'), sealing: undefined, plain: undefined },
      { day: '2026-11-20', packed: undefined, sealing: at('2026-11-20.ndjson.sealing'), plain: undefined },
      { day: '2026-11-21', packed: at('2026-11-21.ndjson.gz'), sealing: undefined, plain: at('2026-11-21.ndjson') },
      { day: '2026-11-22', packed: undefined, sealing: undefined, plain: at('2026-11-22.ndjson') },
    ]);
  });

  test('gives none where there is no folder, or a file in its place', () => {
    const journal = journalFolder();
    writeFileSync(join(journal, 'file'), '');
    expect([listDays(join(journal, 'none')), listDays(join(journal, 'file'))]).toEqual([[], []]);
  });
});

describe('opening a day', () => {
  test('is refused for what is no plain file, without blocking', () => {
    const journal = journalFolder();
    mkdirSync(join(journal, 'folder'));
    expect([openSegment(join(journal, 'folder')), openSegment(join(journal, 'none'))]).toEqual([undefined, undefined]);
  });

  test('gives what it is and how it begins', () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), 'abcdef');
    const file = openSegment(plainFile(journal, DAY));
    const { dev, ino } = statSync(plainFile(journal, DAY));
    expect(file).toMatchObject({ dev, ino, size: 6 });
    expect([file?.head(3).toString(), file?.head(100).toString()]).toEqual(['abc', 'abcdef']);
    const into = Buffer.alloc(4);
    expect([file?.read(into, 2), into.toString()]).toEqual([4, 'cdef']);
    expect(file?.read(into, 6)).toBe(0);
    file?.close();
  });
});

describe('sealing a day', () => {
  const first = fileOf(endText('a'), endText('b')).toString();
  const second = fileOf(endText('c')).toString();

  test('leaves one compressed file with the same content, for its owner only', async () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), first);
    await seal(journal, DAY);
    expect([readdirSync(journal), contentOf(journal)]).toEqual([[`${DAY}.ndjson.gz`], first]);
    expect(statSync(packed(journal)).mode & 0o777).toBe(0o600);
  });

  test('makes what came late another member of the same file', async () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), first);
    await seal(journal, DAY);
    const before = readFileSync(packed(journal));
    appendLines(journal, DAY, endText('c'));
    await seal(journal, DAY);
    const after = readFileSync(packed(journal));
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect([contentOf(journal), lastMemberLength(packed(journal))]).toEqual([first + second, second.length]);
  });

  test('works for an empty day', async () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), '');
    await seal(journal, DAY);
    expect([readdirSync(journal), contentOf(journal), lastMemberLength(packed(journal))]).toEqual([
      [`${DAY}.ndjson.gz`],
      '',
      0,
    ]);
  });

  test('gives a torn last line its newline', async () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), `${first}torn`);
    await seal(journal, DAY);
    expect(contentOf(journal)).toBe(`${first}torn\n`);
  });

  describe.each([
    ['its first seal', ''],
    ['a later one', first],
  ])('can be taken up again wherever %s was cut short', (_which, already) => {
    /** The journal with `second` to be sealed, in the state in which a crash left it. */
    const crashes: readonly (readonly [string, (journal: string) => Promise<void>])[] = [
      ['before anything', async () => {}],
      ['after the rename', async (journal) => void beginSeal(journal, DAY)],
      [
        'after the rename, before the torn line was closed',
        async (journal) => {
          writeFileSync(plainFile(journal, DAY), second.slice(0, -1));
          renameSync(plainFile(journal, DAY), sealing(journal));
        },
      ],
      [
        'while the new file was written',
        async (journal) => {
          beginSeal(journal, DAY);
          for (const pid of [process.pid, 1])
            writeFileSync(`${packed(journal)}.${pid}.tmp`, gzipSync(second).subarray(0, 20));
        },
      ],
      [
        'when the new file was there and the old one still was',
        async (journal) => {
          const kept = beginSeal(journal, DAY);
          copyFileSync(kept, `${kept}.kept`);
          await finishSeal(journal, DAY);
          renameSync(`${kept}.kept`, kept);
        },
      ],
    ];

    test.each(crashes)('%s', async (_when, crash) => {
      const journal = journalFolder();
      if (already !== '') {
        writeFileSync(plainFile(journal, DAY), already);
        await seal(journal, DAY);
      }
      writeFileSync(plainFile(journal, DAY), second);
      await crash(journal);
      for (const { sealing: interrupted } of listDays(journal))
        if (interrupted !== undefined) await finishSeal(journal, DAY);
      if (listDays(journal)[0]?.plain !== undefined) await seal(journal, DAY);
      expect([readdirSync(journal), contentOf(journal)]).toEqual([[`${DAY}.ndjson.gz`], already + second]);
    });
  });

  test('knows a day of any size again when the new file was there and the old one still was', async () => {
    const journal = journalFolder();
    const large = Array.from({ length: 2000 }, (_, i) => `${endText(`run-${i}`)}\n`).join('');
    writeFileSync(plainFile(journal, DAY), first);
    await seal(journal, DAY);
    writeFileSync(plainFile(journal, DAY), large);
    await seal(journal, DAY);
    writeFileSync(sealing(journal), large);
    await finishSeal(journal, DAY);
    expect(contentOf(journal)).toBe(first + large);
  });

  test('leaves the lines where they are when it cannot be finished', async () => {
    const journal = journalFolder();
    writeFileSync(plainFile(journal, DAY), first);
    mkdirSync(packed(journal));
    beginSeal(journal, DAY);
    await expect(finishSeal(journal, DAY)).rejects.toThrow();
    expect(readdirSync(journal).sort()).toEqual([`${DAY}.ndjson.gz`, `${DAY}.ndjson.sealing`]);
    expect(readFileSync(sealing(journal), 'utf8')).toBe(first);
    rmSync(packed(journal), { recursive: true });
    await finishSeal(journal, DAY);
    expect(contentOf(journal)).toBe(first);
  });
});

describe('unpacking a day', () => {
  async function read(path: string): Promise<{ content: string; damage: string[] }> {
    const chunks: Buffer[] = [];
    const damage: string[] = [];
    for await (const chunk of unpacked(path, (error) => damage.push(error.message))) chunks.push(chunk);
    return { content: Buffer.concat(chunks).toString(), damage };
  }
  const content = Array.from({ length: 5000 }, (_, i) => `${endText(`run-${i}-${Math.imul(i, 0x9e3779b1)}`)}\n`).join(
    '',
  );

  test('gives what came before the damage, and tells of it once', async () => {
    const journal = journalFolder();
    const whole = gzipSync(content);
    writeFileSync(packed(journal), whole.subarray(0, whole.length >> 1));
    const { content: found, damage } = await read(packed(journal));
    expect(damage.length).toBe(1);
    expect(found.length).toBeGreaterThan(content.length / 4);
    expect(content.startsWith(found)).toBe(true);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no gzip at all', Buffer.from('plain text')],
  ])('gives nothing for a file that is %s', async (_what, bytes) => {
    const journal = journalFolder();
    writeFileSync(packed(journal), bytes);
    expect((await read(packed(journal))).content).toBe('');
  });

  test('throws what the file system says', async () => {
    await expect(read(packed(journalFolder()))).rejects.toThrow('ENOENT');
  });
});
