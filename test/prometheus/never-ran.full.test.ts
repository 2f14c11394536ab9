// prometheus/tests/never-ran.yml looks twice a day; this looks eight times.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { changed, releases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { pass, ROOT } from './promtool.ts';

test('promtool is there to be tested with', (context) => needs(context, 'promtool', releases().length > 0));

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
    expect(await pass(promtool, file)).toEqual({ code: 0, failed: '' });
  },
);
