import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a folder with other things in it keeps its mode: `--dir /tmp` must not close /tmp to everybody', async () => {
  const dir = join(temporaryFolder(), 'shared');
  mkdirSync(dir);
  chmodSync(dir, 0o755);
  writeFileSync(join(dir, 'of-somebody'), '');
  expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  expect([modeOf(dir), modeOf(join(dir, 'journal'))]).toEqual(['755', '700']);
});

test('a state directory that was left open is closed', async () => {
  const dir = join(temporaryFolder(), 'state');
  mkdirSync(join(dir, 'journal'), { recursive: true });
  chmodSync(dir, 0o755);
  expect((await hookmeter(dir, ['sync'])).code).toBe(0);
  expect(modeOf(dir)).toBe('700');
});

test('an empty --dir is a mistake, not the current folder', async () => {
  const cwd = temporaryFolder();
  expect(await hookmeter('', ['sync', '--dir', ''], { cwd })).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr: 'hookmeter: --dir is ""; expected a folder\n',
  });
});
