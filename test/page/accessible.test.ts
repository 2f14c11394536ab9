// The rules of axe, and what they do not see: order of the keyboard, widths, pictures to look at.

import { beforeAll, expect, test } from 'vitest';
import { isThere, picture, useBrowser, visit } from '../support/browser.ts';
import { violations } from './axe.ts';
import { startOnThreeWeeks } from './weeks.ts';

useBrowser();
let url = '';
beforeAll(async () => {
  if (isThere) url = (await startOnThreeWeeks()).url;
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the overview, in a hook and on a phone: ${colorScheme}`, async () => {
    const { page } = await visit(`${url}/#range=all`, { colorScheme });
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

/** What hangs over the edge of the window, sparklines that are too narrow to be read, and numbers that are cut off. */
const misfits = () => ({
  over: Array.from(document.querySelectorAll('main *, header *'))
    .filter((each) => !each.closest('.unseen, thead, svg, .u-wrap'))
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map((each) => `${each.className}`),
  narrow: Array.from(document.querySelectorAll('.spark'), (each) => each.getBoundingClientRect().width).filter(
    (width) => width < 40,
  ),
  cut: Array.from(document.querySelectorAll('.hooks td.number'))
    .filter((each) => {
      const edge = each.closest('.hooks')?.getBoundingClientRect().right ?? 0;
      return each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > edge - 10;
    })
    .map((each) => `${each.className}`),
});

test.each(['', '#hook=typecheck'])('from 360 to 2560 pixels nothing hangs over the edge: /%s', async (where) => {
  const { page } = await visit(`${url}/${where}`);
  await page.locator('.hooks tbody tr, .chart canvas').first().waitFor();
  for (const width of [360, 390, 600, 768, 800, 900, 1000, 1024, 1241, 1300, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    // The chart is drawn anew a moment after its width has changed.
    await expect.poll(() => page.evaluate(misfits), { message: `${width}` }).toEqual({ over: [], narrow: [], cut: [] });
  }
});

test('with forced colours what is told by a colour is still to be seen', async () => {
  const { page } = await visit(`${url}/#range=all&hook=secret-scan`, { forcedColors: 'active' });
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

test('the first key leads past the head of the page, and all that can be clicked can be reached', async () => {
  const { page } = await visit(`${url}/`);
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
