// The rules of axe, and what they do not see: order of the keyboard, widths, pictures to look at.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isThere, picture, startBrowser, visit } from '../support/browser.ts';
import { needs } from '../support/needs.ts';
import { startOnThreeWeeks } from './weeks.ts';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

let browser: Browser;
beforeAll(async () => {
  if (isThere) browser = await startBrowser();
});
afterAll(() => browser?.close());

/** What is wrong, in axe's words, with where. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE });
  const found: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
  if (!Array.isArray(found)) throw new Error(`axe gave ${JSON.stringify(found)}`);
  return found.map(
    ({ id, impact, nodes }: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }) =>
      `${impact} ${id}: ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`)
        .join('; ')}`,
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the overview, in a hook and on a phone: ${colorScheme}`, async (context) => {
    needs(context, 'chromium', isThere);
    const { url } = await startOnThreeWeeks();
    // axe has to be put into the page, which its own policy does not allow: all other tests run with the policy.
    const { page } = await visit(browser, `${url}/#range=all`, { colorScheme, bypassCSP: true });
    await page.locator('.advice li').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violations(page)).toEqual([]);
    await picture(page, `overview-390-${colorScheme}`, true);
    await page.setViewportSize({ width: 1024, height: 768 });
    await picture(page, `overview-1024-${colorScheme}`);
    await page.goto(`${url}/#range=all&hook=lint`);
    await page.locator('.chart canvas').waitFor();
    await page.getByText('The charts in numbers').click();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, `detail-390-${colorScheme}`, true);
  });
}

test('from 360 to 2560 pixels nothing hangs over the edge', async (context) => {
  needs(context, 'chromium', isThere);
  const { url } = await startOnThreeWeeks();
  for (const where of ['', '#hook=typecheck']) {
    const { page } = await visit(browser, `${url}/${where}`);
    await page.locator('.hooks tbody tr, .chart canvas').first().waitFor();
    for (const width of [360, 390, 600, 768, 800, 900, 1000, 1024, 1241, 1300, 1440, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() =>
        Array.from(document.querySelectorAll('main *, header *'))
          .filter((each) => !each.closest('.unseen, thead, svg, .u-wrap'))
          .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
          .map((each) => `${each.className}`),
      );
      expect([width, over]).toEqual([width, []]);
      const sparks = await page.evaluate(() =>
        Array.from(document.querySelectorAll('.spark'), (each) => each.getBoundingClientRect().width),
      );
      expect([width, sparks.filter((each) => each < 40)]).toEqual([width, []]);
      const cut = await page.evaluate(
        () =>
          Array.from(document.querySelectorAll('.hooks td.number')).filter(
            (each) =>
              each.scrollWidth > each.clientWidth + 1 ||
              each.getBoundingClientRect().right > (each.closest('.hooks')?.getBoundingClientRect().right ?? 0) - 10,
          ).length,
      );
      expect([width, cut]).toEqual([width, 0]);
    }
  }
});

test('with forced colours what is told by a colour is still to be seen', async (context) => {
  needs(context, 'chromium', isThere);
  const { url } = await startOnThreeWeeks();
  const { page } = await visit(browser, `${url}/#range=all&hook=secret-scan`, { forcedColors: 'active' });
  await page.locator('.chart canvas').waitFor();
  await picture(page, 'detail-forced-colours', true);
  const look = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((each) => {
        const { backgroundColor, backgroundImage } = getComputedStyle(each);
        return `${backgroundColor} ${backgroundImage}`;
      });
  const bar = await look('.timeline .bar > .good');
  const failed = await look('.timeline .bar > .failures');
  const ground = await page.evaluate(() => `${getComputedStyle(document.body).backgroundColor} none`);
  expect(new Set([bar, failed, ground]).size).toBe(3);
  const badge = page.locator('.badge').first();
  expect(await badge.evaluate((each) => getComputedStyle(each).borderTopStyle)).toBe('solid');
});

test('the first key leads past the head of the page, and all that can be clicked can be reached', async (context) => {
  needs(context, 'chromium', isThere);
  const { url } = await startOnThreeWeeks();
  const { page } = await visit(browser, `${url}/`);
  await page.locator('.hooks tbody tr').first().waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the hooks');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('secret-scan');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
  expect(outline).toBe('solid');
});
