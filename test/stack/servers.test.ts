// Prometheus and Alertmanager of this system from the shipped files, beside a sidecar: changed in nothing but addresses, and in that
// Prometheus looks every second. servers.full.test.ts leaves it its quarters of a minute.

import { describe, test } from 'vitest';
import { EVERY_SECOND, ownRelease } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { scrapesAndEvaluates, tellsTheCause } from './servers.ts';

test('Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'prometheus-alertmanager', ownRelease().length > 0));

describe.each(ownRelease())('Prometheus $version', (programs) => {
  test('scrapes the sidecar, loads every rule, and has found Alertmanager', () =>
    scrapesAndEvaluates(programs, EVERY_SECOND));

  test('Alertmanager tells the cause and not its symptoms', () => tellsTheCause(programs));
});
