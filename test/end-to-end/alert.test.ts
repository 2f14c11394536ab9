// From a hook that fails to the message that somebody gets, with the Prometheus of this system. alert.full.test.ts
// restarts Prometheus and Alertmanager on the way as well.

import { test } from 'vitest';
import { ownRelease } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { isToldOnce } from './alerting.ts';

test('Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'prometheus-alertmanager', ownRelease().length > 0));

test.each(ownRelease())(
  'five failures in a row reach a person once, and so does the end of it, with Prometheus $version',
  (programs) => isToldOnce(programs, { andServers: false }),
);
