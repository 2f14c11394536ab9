// A sidecar that is killed again and again while it packs old days and lets the oldest go.

import { killedWhileSealing } from './sealing.ts';
import { seedOfNow } from './storm.ts';

killedWhileSealing({ days: 6, runsOfEach: 300, kills: 5, seed: seedOfNow() });
