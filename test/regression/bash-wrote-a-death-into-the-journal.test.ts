// bash 5.3 tells of a hook that died before anybody waited for it, on whatever stderr is at that moment: that was the journal, or the host's.

import { test } from 'vitest';
import { hooksThatDieLeaveTwoRecords } from './dying-hooks.ts';

test('hooks that die at once leave two records each and nothing else', async () => {
  await hooksThatDieLeaveTwoRecords('/bin/bash');
});
