// Is automation healthy, and which hook needs attention?

import { alertMarks } from './annotations.ts';
import { overviewCosts } from './overview-costs.ts';
import { overviewNow } from './overview-now.ts';
import { allHooks } from './overview-tables.ts';
import type { PageSpec } from './page.ts';
import { hookVariables } from './variables.ts';

export const overview = (): PageSpec => ({
  page: 'overview',
  title: 'hookmeter / Overview',
  description: 'Is automation healthy, and which hook needs attention?',
  from: 'now-24h',
  refresh: '1m',
  variables: hookVariables(),
  annotations: [alertMarks()],
  sections: [overviewNow, overviewCosts, { title: 'All hooks', lines: [[14, [24, allHooks()]]] }],
});
