import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquire } from '../../src/sidecar/lock.ts';
import { temporaryFolder } from '../support/folders.ts';

test('of many that start at once with the same pid, as in containers, exactly one takes the directory', async () => {
  for (let round = 0; round < 20; round++) {
    const path = join(temporaryFolder(), 'sidecar.sock');
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) => acquire(path, async () => ({ pid: process.pid, which: i }))),
    );
    const winners = all.flatMap((each, i) => (each.held ? [] : [i]));
    expect(winners).toHaveLength(1);
    expect(all.flatMap((each) => (each.held ? [each.holder['which']] : []))).toEqual(Array(5).fill(winners[0]));
    for (const each of all) if (!each.held) await each.release();
  }
});
