// The HTML report as somebody opens it who was sent the file.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { reportHtml } from '../../src/views/report/html.ts';
import { picture, useBrowser, visit } from '../support/browser.ts';
import { temporaryFolder } from '../support/folders.ts';
import { DAY_MS, endLine } from '../support/journal.ts';
import { reportFrom } from '../views/reports.ts';
import { violations } from './axe.ts';

useBrowser();

const NOW = Date.UTC(2026, 10, 22, 12);
const NAMES = [
  '<img src=x onerror="globalThis.harmed=1">',
  '"><script>globalThis.harmed=1</script>',
  'שלום',
  'a'.repeat(200),
];

/** A hook of each name; each becomes slower and then fails. */
function file(): string {
  const lines = NAMES.flatMap((hook, n) =>
    Array.from({ length: 120 }, (_, i) =>
      endLine({
        run: `${n}-${i}`,
        hook,
        at: NOW - 20 * DAY_MS + i * 7_200_000,
        ms: (i < 60 ? 900 : 2000) + ((i * 7) % 50),
        code: i < 100 ? 0 : 1,
      }),
    ),
  );
  const { report, history } = reportFrom(lines, { now: NOW });
  const path = join(temporaryFolder(), 'report.html');
  writeFileSync(path, reportHtml(report, history, { hooks: NAMES, projects: ['web'] }));
  return pathToFileURL(path).href;
}

const LOOKS = [
  ['light', 1440],
  ['dark', 400],
] as const;

test.for(LOOKS)(
  'from a file, %s and %i pixels wide: it asks nobody, runs nothing, and shows every name and chart',
  async ([colorScheme, width]) => {
    const url = file();
    const requests: string[] = [];
    const { page } = await visit('about:blank', { colorScheme, viewport: { width, height: 900 } });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    expect(requests).toEqual([url]);
    expect(
      await page.evaluate(() => [document.scripts.length, document.images.length, 'harmed' in globalThis]),
    ).toEqual([0, 0, false]);
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(NAMES.map((name) => `${name}broken`).sort());
    expect(await page.getByRole('img', { name: /^Durations of / }).count()).toBe(NAMES.length);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await violations(page)).toEqual([]);
    await picture(page, `report-file-${colorScheme}`, true);
  },
);
