// Prometheus and Alertmanager from the shipped files, changed in nothing but addresses, beside a sidecar. They look every
// quarter of a minute, so this takes about half a minute each.

import { test } from 'vitest';
import { ownRelease } from '../support/monitoring.ts';
import { scrapesAndEvaluates } from './servers.ts';

test.each(ownRelease())(
  'Prometheus $version, as shipped, scrapes the sidecar, loads every rule, and has found Alertmanager',
  (programs) => scrapesAndEvaluates(programs),
);
