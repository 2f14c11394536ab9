// The rules with the other Prometheus that test/tools.sh has fetched, and what takes many rounds with both.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { changed, otherReleases, releases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { CASES, checkRules, pass, ROOT } from './promtool.ts';

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

test.each(releases())(
  'six weeks without a run are silent in every third hour of them, with promtool $version',
  async ({ promtool }) => {
    const text = changed(readFileSync(join(ROOT, 'prometheus/tests/never-ran.yml'), 'utf8'), [
      ['evaluation_interval: 12h', 'evaluation_interval: 3h'],
      ['../rules/recording.yml', join(ROOT, 'prometheus/rules/recording.yml')],
      ['../rules/alerts.yml', join(ROOT, 'prometheus/rules/alerts.yml')],
    ]);
    const file = join(temporaryFolder(), 'never-ran.yml');
    writeFileSync(file, text);
    expect(await pass(promtool, file)).toEqual(RIGHT);
  },
);
