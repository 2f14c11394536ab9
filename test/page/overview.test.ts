// The page as somebody uses it who looks for the hook that is the trouble: on three known weeks, in a real browser.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isThere, picture, startBrowser, type Visit, type VisitOptions, visit } from '../support/browser.ts';
import { needs } from '../support/needs.ts';
import { startOnThreeWeeks } from './weeks.ts';

let browser: Browser | undefined;
beforeAll(async () => {
  if (isThere) browser = await startBrowser();
});
afterAll(() => browser?.close());

async function threeWeeks(
  context: Parameters<typeof needs>[0],
  where = '',
  options: VisitOptions = {},
): Promise<Visit & { url: string }> {
  needs(context, 'chromium', isThere);
  const { url } = await startOnThreeWeeks();
  if (browser === undefined) throw new Error('no browser');
  const seen = await visit(browser, `${url}/${where}`, options);
  await seen.page.locator('.hooks tbody tr, .detail .figures').first().waitFor();
  return { ...seen, url };
}

const names = ({ page }: Visit): Promise<string[]> => page.locator('.hooks tbody th a').allInnerTexts();
const heading = 'article h2';

test('the first look names the broken hook, the one that became slower, the slowest and the costliest', async (context) => {
  const { page } = await threeWeeks(context);
  const tiles = await page.locator('.tile').allInnerTexts();
  const first = (text: string): string => text.split(/\n+/).slice(0, 2).join(': ');
  expect(tiles.map(first)).toEqual([
    'Broken: secret-scan',
    'Newly slower: typecheck',
    'Slowest: unit-tests',
    'Takes most time: unit-tests',
  ]);
  await page.locator('.advice li').first().waitFor();
  expect(await page.locator('.advice li').first().innerText()).toMatch(/broken\s+secret-scan has failed since /);
  expect(await page.locator('.status').innerText()).toMatch(/Live/);
  await picture(page, 'overview-1440-light');
});

test('a click on a head sorts by it, a second one turns that around, and the link keeps it', async (context) => {
  const seen = await threeWeeks(context);
  const { page } = seen;
  const head = page.getByRole('columnheader', { name: 'p95' });
  expect((await names(seen))[0]).toBe('unit-tests');
  await page.getByRole('button', { name: 'Hook', exact: true }).click();
  const byName = await names(seen);
  expect(byName).toEqual([...byName].sort());
  await head.getByRole('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  const slowestFirst = await names(seen);
  expect(slowestFirst.slice(0, 2)).toEqual(['unit-tests', 'integration']);
  await head.getByRole('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  expect(await names(seen)).toEqual(slowestFirst.toReversed());
  expect(new URL(page.url()).hash).toBe('#sort=p95');
  await page.reload();
  await page.locator('.hooks tbody tr').first().waitFor();
  expect(await names(seen)).toEqual(slowestFirst.toReversed());
  await page.getByRole('button', { name: 'State' }).click();
  expect((await names(seen))[0]).toBe('secret-scan');
});

test('a slash goes to the search, which finds by name, event and state, and Escape clears it', async (context) => {
  const seen = await threeWeeks(context);
  const { page } = seen;
  await page.keyboard.press('/');
  await page.keyboard.type('lint');
  await expect.poll(() => names(seen)).toEqual(['lint']);
  expect(await page.locator('.toolbar [role=status]').innerText()).toBe('1 of 10 hooks');
  expect(new URL(page.url()).hash).toBe('#q=lint');
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await names(seen)).length).toBe(10);
  await page.keyboard.type('broken');
  await expect.poll(() => names(seen)).toEqual(['secret-scan']);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('no such hook');
  await expect.poll(() => names(seen)).toEqual([]);
  expect(await page.locator('.none').innerText()).toBe('No hook matches this search.');
});

test('the keyboard alone opens a hook and comes back to where it was; so does the back button', async (context) => {
  const { page } = await threeWeeks(context);
  const link = page.locator('.hooks tbody th a', { hasText: 'typecheck' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.locator(heading).waitFor();
  expect(await page.locator(heading).innerText()).toBe('typecheck');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('hook');
  expect(new URL(page.url()).hash).toBe('#hook=typecheck');
  expect(await page.title()).toBe('typecheck – hookmeter');
  await page.locator('.chart canvas').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.hooks tbody tr').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('typecheck');
  await page.goBack();
  await page.locator(heading).waitFor();
  await page.goBack();
  await page.locator('.hooks tbody tr').first().waitFor();
  expect(new URL(page.url()).hash).toBe('');
});

test('the detail view says what changed and when, in words and in numbers', async (context) => {
  const { page } = await threeWeeks(context, '#hook=typecheck&range=all');
  await page.locator('.chart canvas').waitFor();
  expect(await page.locator('.with-changes .changes li').allInnerTexts()).toEqual([
    expect.stringMatching(/^1\s+Since \d{4}-\d\d-\d\d \d\d:\d\d UTC runs take \d+% longer/),
  ]);
  expect(await page.locator('.chart .plot').getAttribute('aria-label')).toMatch(/1,260 runs, p50 .* 1 change\./);
  expect(await page.locator('#errors + table tbody tr').allInnerTexts()).toEqual([expect.stringMatching(/exit code/)]);
  await page.getByText('The charts in numbers').click();
  const runs = page.locator('table', { has: page.getByText('The latest 100 of 1,260 runs') });
  await expect.poll(() => runs.locator('tbody tr').count()).toBe(100);
  await page.getByRole('link', { name: 'Logarithmic' }).click();
  expect(new URL(page.url()).hash).toBe('#range=all&hook=typecheck&y=log');
  await picture(page, 'detail-1440-light', true);
});

test('another range asks for that, shows it, and stays in the link and in the history', async (context) => {
  const { page, asked } = await threeWeeks(context);
  const runs = page.locator('header .figure', { hasText: 'Runs' }).first().locator('dd');
  const ofWeek = await runs.innerText();
  await page.getByRole('link', { name: 'All time' }).click();
  await expect.poll(() => runs.innerText()).toBe('10,500');
  expect(asked).toContain('/api/overview');
  expect(new URL(page.url()).hash).toBe('#range=all');
  await page.goBack();
  await expect.poll(() => runs.innerText()).toBe(ofWeek);
  expect(asked.filter((path) => path === '/api/overview?since=7d').length).toBeGreaterThan(1);
});

test('a hook that nobody knows is said to be unknown', async (context) => {
  const { page } = await threeWeeks(context, '#hook=typecheck', { allowed: /404/ });
  await page.goto(`${page.url().split('#')[0]}#hook=no+such+hook`);
  await page.getByText('No run of a hook of this name is known in this time.').waitFor();
  await page.getByRole('link', { name: 'Look at all time' }).click();
  await page.getByText('No run of a hook of this name is known.').waitFor();
  expect(await page.locator(heading).innerText()).toBe('no such hook');
  await page.keyboard.press('Escape');
  await page.locator('.hooks tbody tr').first().waitFor();
});

test('colours can be chosen, and the choice is kept', async (context) => {
  const { page } = await threeWeeks(context);
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /^Colours/ }).click();
  expect(await ground()).not.toBe(light);
  await page.reload();
  await page.locator('.hooks tbody tr').first().waitFor();
  expect(await ground()).not.toBe(light);
  await picture(page, 'overview-1440-dark');
});
