// bash's exec makes a relative path absolute, so a script that was started as ./hook saw another $0 than without the shim.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM } from '../support/hookmeter.ts';

test.each<readonly [string, string]>([
  ['sh', '#!/bin/sh\necho "$0" "$#" "$*"\n'],
  ['a shell with an option', '#!/bin/bash -u\necho "$0" "$#" "$*" "$-"\n'],
  ['blanks around the interpreter', '#! \t/bin/sh  -e \necho "$0" "$#" "$*" "$-"\n'],
  ['env', '#!/usr/bin/env bash\necho "$0" "$#" "$*"\n'],
  ['env with words', '#!/usr/bin/env -S bash -e\necho "$0" "$#" "$*" "$-"\n'],
  ['two words that are one', '#!/usr/bin/awk -f\nBEGIN { print ARGV[0], ARGC, ARGV[1] }\n'],
  ['no interpreter', 'echo "$0" "$#" "$*"\n'],
  ['a missing interpreter', '#!GONE\n'],
  ['a line too long for the system', `#!/bin/sh ${'x'.repeat(300)}\necho "$0"\n`],
  ['a carriage return', '#!/bin/sh\r\necho "$0"\n'],
])('a relative script keeps its name: %s', (_, text) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub dir'));
  writeFileSync(join(folder, 'sub dir', 'hook'), text.replace('GONE', join(folder, 'gone')));
  chmodSync(join(folder, 'sub dir', 'hook'), 0o755);
  const options = { cwd: folder, env: { PATH: process.env['PATH'], HOOKMETER_DIR: join(folder, 'state') } };
  const run = (path: string, shim: readonly string[]): unknown => {
    const line = [...shim, path, 'a b', 'c'].map((word) => `'${word}'`).join(' ');
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', `exec ${line}`], { ...options, encoding: 'utf8' });
    return { status, stdout, said: stderr !== '' };
  };
  for (const path of ['./sub dir/hook', 'sub dir/hook', 'sub dir/../sub dir/hook', join(folder, 'sub dir/hook')]) {
    const bare = run(path, []);
    const measured = run(path, [SHIM, '--hook', 'x', '--']);
    if (text.includes('GONE') || text.includes('\r')) expect(measured).toMatchObject({ status: 127 });
    else expect(measured).toEqual(bare);
  }
});
