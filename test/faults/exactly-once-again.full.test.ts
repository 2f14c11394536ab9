// Every run counts once, with many writers and 8 kills; the seed is another one each time.

import { storm } from './storms.ts';

storm(2, 8);
