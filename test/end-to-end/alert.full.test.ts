// From a hook that fails to the message that somebody gets, with the Prometheus of this system; every server restarts on the way.

import { test } from 'vitest';
import { ownRelease } from '../support/monitoring.ts';
import { isToldOnce } from './alerting.ts';

test.each(ownRelease())(
  'restarts of all servers change nothing about the message or its end, with Prometheus $version',
  (programs) => isToldOnce(programs, { andServers: true }),
);
