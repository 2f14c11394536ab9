// Many hooks at once that a signal ends, and what they leave.

import { once } from 'node:events';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { collect, start } from '../support/programs.ts';
import { journal, plainEnv, shimFor } from '../support/shim.ts';

const AT_ONCE = 8;
const ROUNDS = 12;

export async function hooksThatDieLeaveTwoRecords(bash: string): Promise<void> {
  const dir = temporaryFolder();
  const shim = shimFor(bash);
  const dies = ['--hook', 'dies', '--', '/bin/sh', '-c', 'ulimit -c 0; kill -11 $$'];
  const env = { ...plainEnv, HOOKMETER_DIR: dir };
  const told: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const running = Array.from({ length: AT_ONCE }, async () => {
      const child = start(shim, dies, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      const said = collect(child.stderr);
      await once(child, 'close');
      told.push(said());
    });
    await Promise.all(running);
  }
  const { raw } = journal(dir);
  expect(raw.filter((line) => !line.startsWith('{"v":1,'))).toEqual([]);
  expect(told.filter((text) => text !== '')).toEqual([]);
  expect(raw.length).toBe(2 * AT_ONCE * ROUNDS);
}
