// The HTML report as somebody opens it who was sent the file.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportHtml } from '../../src/views/report/html.ts';
import { isThere, picture, startBrowser, visit } from '../support/browser.ts';
import { temporaryFolder } from '../support/folders.ts';
import { endLine, noonAgo } from '../support/journal.ts';
import { needs } from '../support/needs.ts';
import { reportFrom } from '../views/reports.ts';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

let browser: Browser;
beforeAll(async () => {
  if (isThere) browser = await startBrowser();
});
afterAll(() => browser?.close());

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
        at: noonAgo(20) + i * 7_200_000,
        ms: (i < 60 ? 900 : 2000) + ((i * 7) % 50),
        code: i < 100 ? 0 : 1,
      }),
    ),
  );
  const { report, history } = reportFrom(lines, { now: noonAgo(0) });
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
  async ([colorScheme, width], context) => {
    needs(context, 'chromium', isThere);
    const url = file();
    const requests: string[] = [];
    const { page } = await visit(browser, 'about:blank', { colorScheme, viewport: { width, height: 900 } });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    expect(requests).toEqual([url]);
    expect(
      await page.evaluate(() => [document.scripts.length, document.images.length, 'harmed' in globalThis]),
    ).toEqual([0, 0, false]);
    expect(await page.getByRole('rowheader').allTextContents()).toEqual(NAMES.map((name) => `${name}broken`).sort());
    expect(await page.getByRole('img', { name: /^Durations of / }).count()).toBe(NAMES.length);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.evaluate(AXE);
    expect(
      await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, help }) => [id, help]))'),
    ).toEqual([]);
    await picture(page, `report-file-${colorScheme}`, true);
  },
);
