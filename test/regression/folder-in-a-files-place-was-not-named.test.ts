import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { put } from '../support/transcript-folder.ts';

const UNIT = join('.config', 'systemd', 'user', 'hookmeter.service');

test.each<readonly [string, readonly string[]]>([
  ['metrics.json', ['sync']],
  ['manifest.json', ['import', 'transcripts', 'TRANSCRIPT']],
  [UNIT, ['service', 'install', '--manager', 'systemd', '--yes']],
  [UNIT, ['service', 'status', '--manager', 'systemd']],
])('a folder called %s is named by `%j`', async (name, words) => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, name), { recursive: true });
  const transcript = put(join(temporaryFolder(), 'one.jsonl'), '{}\n');
  const typed = words.map((word) => word.replace('TRANSCRIPT', transcript));
  const env = { HOME: dir, XDG_CONFIG_HOME: undefined };
  const { code, stdout, stderr } = await hookmeter(dir, typed, { env });
  const last = stderr.trimEnd().split('\n').at(-1);
  expect([code, stdout, last]).toEqual([
    2,
    '',
    `hookmeter: EISDIR: illegal operation on a directory, read '${join(dir, name)}'`,
  ]);
});
