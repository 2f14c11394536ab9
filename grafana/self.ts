// hookmeter itself: can the other dashboards be believed?

import type { PageSpec } from './page.ts';
import { selfFootprint } from './self-footprint.ts';
import { selfJournal } from './self-journal.ts';
import { selfNow } from './self-now.ts';
import { selfVariables } from './variables.ts';

export const selfPage = (): PageSpec => ({
  page: 'self',
  title: 'hookmeter / hookmeter itself',
  description:
    'Can the other dashboards be believed? What hookmeter reads, refuses and has not read yet, and what it needs.',
  from: 'now-6h',
  refresh: '1m',
  variables: selfVariables(),
  sections: [selfNow, selfJournal, selfFootprint],
});
