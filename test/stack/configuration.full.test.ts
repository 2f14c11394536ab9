// The shipped files, judged by the tools of the other Prometheus and Alertmanager.

import { test } from 'vitest';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { judgedBy } from './configuration-suite.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

for (const programs of otherReleases()) judgedBy(programs);
