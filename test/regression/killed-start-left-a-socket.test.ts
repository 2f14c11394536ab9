// A sidecar that is killed while it takes the lock leaves the socket of its own name behind, and nobody ever removed it.

import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquire } from '../../src/sidecar/lock.ts';
import { temporaryFolder } from '../support/folders.ts';

test('whoever takes the directory removes what a killed one left, and nothing else', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'sidecar.sock');
  for (const name of ['sidecar.sock.abc123', 'sidecar.sock.00ff00.stale', 'sidecar.sock.notes', 'metrics.json']) {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000);
  }
  writeFileSync(join(folder, 'sidecar.sock.123abc'), ''); // of one that is starting right now
  const taken = await acquire(path, async () => ({}));
  expect(readdirSync(folder).sort()).toEqual([
    'metrics.json',
    'sidecar.sock',
    'sidecar.sock.123abc',
    'sidecar.sock.notes',
  ]);
  if (!taken.held) await taken.release();
});
