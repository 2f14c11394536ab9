// Every run counts once, with many writers and 20 kills; the seed is another one each time.

import { storm } from './storms.ts';

storm(1, 20);
