// The same with the other Prometheus.

import { test } from 'vitest';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { isToldOnce } from './alerting.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

test.each(otherReleases())(
  'restarts of all servers change nothing about the message or its end, with Prometheus $version',
  (programs) => isToldOnce(programs, { andServers: true }),
);
