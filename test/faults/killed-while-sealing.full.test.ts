// A sidecar that is killed again and again while it packs many old days.

import { killedWhileSealing } from './sealing.ts';
import { seedOfNow } from './storm.ts';

killedWhileSealing({ days: 12, runsOfEach: 2000, kills: 12, seed: seedOfNow() });
