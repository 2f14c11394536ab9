// Where the lines of a day are written. A file of its own: writers need no more of the journal than this.

import { join } from 'node:path';

/** The file for new lines of a UTC day (`YYYY-MM-DD`). */
export const plainFile = (journal: string, day: string): string => join(journal, `${day}.ndjson`);
