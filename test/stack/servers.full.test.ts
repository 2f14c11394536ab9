// Prometheus and Alertmanager from the shipped files, changed in nothing but addresses, beside a sidecar: every release. They look every
// quarter of a minute, so this takes about half a minute each.

import { describe, test } from 'vitest';
import { otherReleases, releases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { scrapesAndEvaluates, tellsTheCause } from './servers.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

test.each(releases())(
  'Prometheus $version, as shipped, scrapes the sidecar, loads every rule, and has found Alertmanager',
  (programs) => scrapesAndEvaluates(programs),
);

describe.each(otherReleases())('with Prometheus $version', (programs) => {
  test('Alertmanager tells the cause and not its symptoms', () => tellsTheCause(programs));
});
