// A hundred days, imported at once.

import { manyDays } from './many-days.ts';

manyDays({ days: 100, runsOfEach: 200 });
