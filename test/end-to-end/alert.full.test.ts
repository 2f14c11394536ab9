// From a hook that fails to the message that somebody gets, with the other Prometheus.

import { test } from 'vitest';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { isToldOnce } from './alerting.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

test.each(otherReleases())(
  'five failures in a row reach a person once, and so does the end of it, with Prometheus $version',
  isToldOnce,
);
