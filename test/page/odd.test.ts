// What a sidecar seldom says: that it is still reading, names that were made to harm, a path prefix of a proxy.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { picture, useBrowser, visit } from '../support/browser.ts';
import { rowOf } from '../views/page/row.ts';
import { startFake } from './fake-sidecar.ts';

useBrowser();

const NAMES: readonly string[] = [
  '<img src=x onerror="globalThis.harmed=1">',
  '"><script>globalThis.harmed=1</script>',
  'javascript:globalThis.harmed=1',
  '\u202egnp.evil\u202c',
  'line\nbreak\u0000\u001b[31mred',
  'ш'.repeat(100),
  'a'.repeat(200),
  'שלום עולם',
  '__proto__',
  '&lt;b&gt; 100%',
  ' ',
];

test('names that hold anything stay text, on the overview and in their own view', async () => {
  const { url, send } = await startFake(NAMES.map((hook) => rowOf({ hook, events: [hook], condition: 'broken' })));
  const { page } = await visit(url);
  await page.locator('.advice li').waitFor();
  await page.locator('.status.good').waitFor();
  const place = { event: 'x', agent: 'y', project: 'z' };
  send({
    started: NAMES.map((hook) => ({ ...place, hook, run: hook, at: Date.now() - 5000, timeout_ms: 1000 })),
    ended: NAMES.map((hook) => ({ ...place, hook, run: null, at: Date.now(), ms: 1, outcome: 'lost', code: null })),
    skipped: 0,
  });
  await expect.poll(() => page.locator('.latest li').count()).toBe(NAMES.length);
  expect(await page.locator('.hooks tbody tr').count()).toBe(NAMES.length);
  await picture(page, 'odd-names');
  for (const name of NAMES) {
    await page.goto(`${url}#${new URLSearchParams({ hook: name })}`);
    await page.locator('.chart canvas').waitFor();
    // Then it listens to its keys.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('hook');
    await page.keyboard.press('Escape');
    await page.locator('.hooks tbody tr').first().waitFor();
  }
  expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
  expect(await page.locator('main img, main script').count()).toBe(0);
  const shown = await page.locator('.hooks tbody th a').allTextContents();
  expect(shown).toContain('<img src=x onerror="globalThis.harmed=1">');
  expect(shown).toContain('\\u202egnp.evil\\u202c');
  expect(shown).toContain('line\\u000abreak\\u0000\\u001b[31mred');
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
});

test('of many hooks it draws some, more on request, and finds all', async () => {
  const { url } = await startFake(Array.from({ length: 1200 }, (_, i) => rowOf({ hook: `hook-${i}` })));
  const { page } = await visit(url);
  const rows = page.locator('.hooks tbody tr');
  await expect.poll(() => rows.count()).toBe(500);
  expect(await page.locator('.more').innerText()).toMatch(/^Show 500 more\s+500 hooks of 1,200 are shown/);
  await page.getByRole('button', { name: 'Show 500 more' }).click();
  await expect.poll(() => rows.count()).toBe(1000);
  await page.getByRole('searchbox').fill('hook-1199');
  await expect.poll(() => rows.count()).toBe(1);
  await expect.poll(() => page.locator('.toolbar [role=status]').innerText()).toBe('1 of 1,200 hooks');
});

test('a refusal is told in its own words', async () => {
  const { url } = await startFake([rowOf({ hook: 'format' })]);
  const { page } = await visit(url, { allowed: /400/ });
  await page.locator('.hooks tbody tr').waitFor();
  await page.route('**/api/overview*', (route) =>
    route.fulfill({ status: 400, body: '{"error":"since is \\"7x\\"; expected a time"}' }),
  );
  await page.getByRole('link', { name: 'All time' }).click();
  await page.getByText('The sidecar answered 400: since is "7x"; expected a time').first().waitFor();
});

test('while the journal is being read it says so, and goes on by itself', async () => {
  const fake = await startFake([rowOf({ hook: 'format' })]);
  fake.status = 503;
  const { page } = await visit(fake.url, { allowed: /503/ });
  await page.getByText('The sidecar is reading the journal. This page goes on by itself').first().waitFor();
  await expect.poll(() => page.locator('.status').innerText()).toMatch(/Reading the journal/);
  fake.status = 200;
  await page.locator('.hooks tbody th a', { hasText: 'format' }).waitFor();
  await page.locator('.status.good').waitFor();
  await expect.poll(() => page.locator('.banner').count()).toBe(0);
});

test('it works behind a prefix, and asks nothing outside of it', async () => {
  const { url } = await startFake([rowOf({ hook: 'format' })], { prefix: '/tools/hooks' });
  const { page, asked } = await visit(url);
  await page.locator('.status.good').waitFor();
  await page.locator('.hooks tbody th a').click();
  await page.locator('.chart canvas').waitFor();
  expect(asked.filter((path) => !path.startsWith('/tools/hooks/api/'))).toEqual([]);
  expect(asked).toContain('/tools/hooks/api/hook?since=7d&name=format');
});

test('an answer that is none is told, and asks for no trust', async () => {
  const { url } = await startFake([rowOf({ hook: 'format' })]);
  const { page } = await visit(url);
  await page.locator('.hooks tbody tr').waitFor();
  await page.route('**/api/overview*', (route) => route.fulfill({ body: '{"hooks": "all of them"}' }));
  await page.reload();
  await page.getByText('The sidecar answered in a way that this page does not know').first().waitFor();
});

test('a page that nobody looks at listens to nothing, and catches up when it is looked at', async () => {
  const fake = await startFake([rowOf({ hook: 'format' })]);
  const { page, asked } = await visit(fake.url);
  await page.locator('.status.good').waitFor();
  await look(page, 'hidden');
  await expect.poll(() => fake.listeners()).toBe(0);
  const before = asked.length;
  await look(page, 'visible');
  await expect.poll(() => fake.listeners()).toBe(1);
  await expect.poll(() => asked.slice(before)).toEqual(expect.arrayContaining(['/api/live', '/api/overview?since=7d']));
});

const look = (page: Page, state: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((shown) => {
    Object.defineProperty(document, 'visibilityState', { value: shown, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
