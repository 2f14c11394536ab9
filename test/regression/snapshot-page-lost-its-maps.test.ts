import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';

test('/api/snapshot shows failures and rejects, which the ledger keeps in maps', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'lint', 'exit 3');
  const { url } = await startSidecar(dir);
  const snapshot = await (await fetch(`${url}/api/snapshot`)).json();
  expect(snapshot).toMatchObject({
    entries: [{ identity: { hook: 'lint' }, failures: { '3': { count: 1 } } }],
    reading: { lines: 2, rejects: {}, openRuns: 0 },
  });
});
