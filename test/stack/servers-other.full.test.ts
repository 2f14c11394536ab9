// The shipped files with the other release of Prometheus and Alertmanager.

import { test } from 'vitest';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { scrapesAndEvaluates, tellsTheCause } from './servers.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

test.each(otherReleases())(
  'Prometheus $version, as shipped, scrapes the sidecar, loads every rule, and has found Alertmanager',
  (programs) => scrapesAndEvaluates(programs),
);

test.each(otherReleases())('Alertmanager beside Prometheus $version tells the cause and not its symptoms', (programs) =>
  tellsTheCause(programs),
);
