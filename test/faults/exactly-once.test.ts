// The promise that everything else stands on: whoever writes at once, whatever is killed meanwhile, every run counts once. A small storm;
// the large ones are in exactly-once.full.test.ts.

import { syncHere } from '../support/sync-here.ts';
import { everyRunCountsOnce, seedOfNow } from './storm.ts';

everyRunCountsOnce('in a small storm', { writers: 8, leastRunsOfEach: 4, kills: 8, seed: seedOfNow() }, syncHere);
