// The rules with the other Prometheus that test/tools.sh has fetched.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { CASES, checkRules, pass } from './promtool.ts';

const RIGHT = { code: 0, failed: '' };

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

describe.each(otherReleases())('promtool $version', ({ promtool }) => {
  test('can read the rules and the example', async () => {
    expect(await checkRules(promtool)).toEqual(RIGHT);
  });

  test.each(CASES)('passes %s', async (file) => {
    expect(await pass(promtool, join('prometheus/tests', file))).toEqual(RIGHT);
  });
});
