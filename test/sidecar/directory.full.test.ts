// Who wins a directory, again and again.

import { exactlyOneWins } from './held.ts';

exactlyOneWins({ rounds: 10 });
