import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { removeLeftovers, syncFolder, writeAtomically } from '../../src/base/atomic-write.ts';
import { temporaryFolder } from '../support/folders.ts';

describe.each([[true], [false]])('an atomic write (durable: %s)', (durable) => {
  test.each<[string, string | Uint8Array]>([
    ['text', 'näive 漢字\n'],
    ['nothing', ''],
    ['bytes', Buffer.from([0, 255, 10])],
    ['megabytes', Buffer.alloc(3_000_000, 'x')],
  ])('leaves the new file alone, for its owner only: %s', (_what, content) => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeAtomically(path, content, { durable });
    expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
    expect([readdirSync(folder), statSync(path).mode & 0o777]).toEqual([['file'], 0o600]);
  });

  test('may give another mode', () => {
    const path = join(temporaryFolder(), 'file');
    writeAtomically(path, '', { durable, mode: 0o755 });
    expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  test('replaces the file, and does not write into the one that somebody has open', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const { ino } = statSync(path);
    writeAtomically(path, 'new', { durable });
    expect(statSync(path).ino).not.toBe(ino);
  });

  test('that fails leaves what was there, and nothing beside it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'inside'), { recursive: true });
    expect(() => writeAtomically(path, 'new', { durable })).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect([readdirSync(folder), readdirSync(path)]).toEqual([['taken'], ['inside']]);
  });

  test('in a folder that is not there says so', () => {
    expect(() => writeAtomically(join(temporaryFolder(), 'none', 'file'), '', { durable })).toThrow('ENOENT');
  });

  test('does not follow a link that somebody laid beside the file', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(join(folder, 'victim'), 'precious');
    const guess = `file.hookmeter-${process.pid}.tmp`;
    symlinkSync('victim', join(folder, guess));
    writeAtomically(path, 'new', { durable });
    expect([readFileSync(join(folder, 'victim'), 'utf8'), readdirSync(folder).sort()]).toEqual([
      'precious',
      ['file', guess, 'victim'],
    ]);
  });
});

test('what killed writers of a path left beside it goes, and nothing else', () => {
  const folder = temporaryFolder();
  const others = ['file', 'file.17.tmp', 'file.hookmeter-17.tmp.bak', 'file.hookmeter-.tmp', 'other.hookmeter-17.tmp'];
  for (const name of [...others, 'file.hookmeter-17.tmp', 'file.hookmeter-18.tmp'])
    writeFileSync(join(folder, name), '');
  removeLeftovers(join(folder, 'file'));
  expect(readdirSync(folder).sort()).toEqual([...others].sort());
  expect(() => removeLeftovers(join(folder, 'none/file'))).not.toThrow();
});

test('a folder that cannot be opened is not synced, and that is no fault', () => {
  expect(() => syncFolder(join(temporaryFolder(), 'none'))).not.toThrow();
});
