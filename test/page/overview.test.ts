// The page as somebody uses it who looks for the hook that is the trouble: on three known weeks, in a real browser.

import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { isThere, picture, useBrowser, type Visit, type VisitOptions, visit } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { startOnThreeWeeks } from './weeks.ts';

useBrowser();
let url = '';
beforeAll(async () => {
  if (isThere) url = (await startOnThreeWeeks()).url;
});

async function threeWeeks(where = '', options: VisitOptions = {}): Promise<Visit> {
  const seen = await visit(`${url}/${where}`, options);
  await seen.page.locator('.hooks tbody tr, .detail .figures').first().waitFor();
  return seen;
}

const names = (page: Page): Promise<string[]> => page.locator('.hooks tbody th a').allInnerTexts();
const hash = (page: Page): string => new URL(page.url()).hash;
const heading = 'article h2';
/** The page has drawn the detail view, and listens to its keys. */
const isInDetail = (page: Page) => expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('hook');

test('the first look names the broken hook, the one that became slower, the slowest and the costliest', async () => {
  const { page } = await threeWeeks();
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
  await expect.poll(() => page.locator('.status').innerText()).toMatch(/Live/);
  await picture(page, 'overview-1440-light');
});

test('a click on a head sorts by it, a second one turns that around, and the link keeps it', async () => {
  const { page } = await threeWeeks();
  const head = page.getByRole('columnheader', { name: 'p95' });
  const first = async (): Promise<string | undefined> => (await names(page))[0];
  const sortedBy = (direction: string) => expect.poll(() => head.getAttribute('aria-sort')).toBe(direction);
  expect(await first()).toBe('unit-tests');
  const byName = (await names(page)).toSorted();
  await page.getByRole('button', { name: 'Hook', exact: true }).click();
  await expect.poll(() => names(page)).toEqual(byName);
  await head.getByRole('button').click();
  await sortedBy('descending');
  const slowestFirst = await names(page);
  expect(slowestFirst.slice(0, 2)).toEqual(['unit-tests', 'integration']);
  await head.getByRole('button').click();
  await sortedBy('ascending');
  expect(await names(page)).toEqual(slowestFirst.toReversed());
  await expect.poll(() => hash(page)).toBe('#sort=p95');
  await page.reload();
  await page.locator('.hooks tbody tr').first().waitFor();
  expect(await names(page)).toEqual(slowestFirst.toReversed());
  await page.getByRole('button', { name: 'State' }).click();
  await expect.poll(first).toBe('secret-scan');
});

test('a slash goes to the search, which finds by name, event and state, and Escape clears it', async () => {
  const { page } = await threeWeeks();
  const isInSearch = () => page.evaluate(() => document.activeElement?.matches('[type=search]'));
  // The page listens to keys a moment after it has drawn.
  await until('the slash is heard', async () => {
    await page.keyboard.press('/');
    return await isInSearch();
  });
  await page.keyboard.type('lint');
  await expect.poll(() => names(page)).toEqual(['lint']);
  expect(await page.locator('.toolbar [role=status]').innerText()).toBe('1 of 10 hooks');
  await expect.poll(() => hash(page)).toBe('#q=lint');
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await names(page)).length).toBe(10);
  await page.keyboard.type('broken');
  await expect.poll(() => names(page)).toEqual(['secret-scan']);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('no such hook');
  await expect.poll(() => names(page)).toEqual([]);
  expect(await page.locator('.none').innerText()).toBe('No hook matches this search.');
});

test('the keyboard alone opens a hook and comes back to where it was; so does the back button', async () => {
  const { page } = await threeWeeks();
  const link = page.locator('.hooks tbody th a', { hasText: 'typecheck' });
  await link.focus();
  await page.keyboard.press('Enter');
  await isInDetail(page);
  expect(await page.locator(heading).innerText()).toBe('typecheck');
  await expect.poll(() => hash(page)).toBe('#hook=typecheck');
  expect(await page.title()).toBe('typecheck – hookmeter');
  await page.locator('.chart canvas').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('typecheck');
  expect(await page.locator('.hooks tbody tr').count()).toBe(10);
  await page.goBack();
  await page.locator(heading).waitFor();
  await page.goBack();
  await page.locator('.hooks tbody tr').first().waitFor();
  await expect.poll(() => hash(page)).toBe('');
});

test('the detail view says what changed and when, in words and in numbers', async () => {
  const { page } = await threeWeeks('#hook=typecheck&range=all');
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
  await expect.poll(() => hash(page)).toBe('#range=all&hook=typecheck&y=log');
  await picture(page, 'detail-1440-light', true);
});

test('another range asks for that, shows it, and stays in the link and in the history', async () => {
  const { page, asked } = await threeWeeks();
  const runs = page.locator('header .figure', { hasText: 'Runs' }).first().locator('dd');
  expect(await runs.innerText()).not.toBe('10,500');
  await page.getByRole('link', { name: 'All time' }).click();
  await expect.poll(() => runs.innerText()).toBe('10,500');
  expect(asked).toContain('/api/overview');
  await expect.poll(() => hash(page)).toBe('#range=all');
  // Asked anew, as the week ends now: a run of seven days ago may have left it meanwhile.
  const ofWeek = page.waitForResponse('**/api/overview?since=7d');
  await page.goBack();
  const { runs: inWeek } = await (await ofWeek).json();
  expect(inWeek).toBeLessThan(10_500);
  await expect.poll(() => runs.innerText()).toBe(inWeek.toLocaleString('en'));
});

test('a hook that nobody knows is said to be unknown', async () => {
  const { page } = await threeWeeks('#hook=typecheck', { allowed: /404/ });
  await page.goto(`${page.url().split('#')[0]}#hook=no+such+hook`);
  await page.getByText('No run of a hook of this name is known in this time.').waitFor();
  await isInDetail(page);
  await page.getByRole('link', { name: 'Look at all time' }).click();
  await page.getByText('No run of a hook of this name is known.').waitFor();
  expect(await page.locator(heading).innerText()).toBe('no such hook');
  await page.keyboard.press('Escape');
  await page.locator('.hooks tbody tr').first().waitFor();
});

test('colours can be chosen, and the choice is kept', async () => {
  const { page } = await threeWeeks();
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /^Colours/ }).click();
  await expect.poll(ground).not.toBe(light);
  await page.reload();
  await page.locator('.hooks tbody tr').first().waitFor();
  await expect.poll(ground).not.toBe(light);
  await picture(page, 'overview-1440-dark');
});
