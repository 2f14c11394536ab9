// bash 5.3 tells of a hook that died before anybody waited for it, on whatever stderr is at that moment: that was the journal, or the host's.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { otherBashes, plainEnv, shimFor } from '../support/shim.ts';

const AT_ONCE = 8;
const ROUNDS = 12;

test.each(['/bin/bash', ...otherBashes()])(
  'hooks that die at once leave two records each and nothing else, under %s',
  async (bash) => {
    const dir = temporaryFolder();
    const shim = shimFor(bash);
    const dies = ['--hook', 'dies', '--', '/bin/sh', '-c', 'ulimit -c 0; kill -11 $$'];
    const env = { ...plainEnv, HOOKMETER_DIR: dir };
    const told: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const running = Array.from({ length: AT_ONCE }, () =>
        spawn(shim, dies, { env, stdio: ['ignore', 'ignore', 'pipe'] }),
      );
      for (const { stderr } of running) stderr.on('data', (text: Buffer) => told.push(text.toString()));
      await Promise.all(running.map((child) => once(child, 'close')));
    }
    const [day = ''] = readdirSync(join(dir, 'journal'));
    const lines = readFileSync(join(dir, 'journal', day), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => !line.startsWith('{"v":1,'))).toEqual([]);
    expect(told).toEqual([]);
    expect(lines.length).toBe(2 * AT_ONCE * ROUNDS);
  },
  60_000,
);
