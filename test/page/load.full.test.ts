// As load.test.ts and odd.test.ts, with so much that only what is bounded stays small.

import { expect, test } from 'vitest';
import { useBrowser, visit } from '../support/browser.ts';
import { rowOf } from '../views/page/row.ts';
import { startFake } from './fake-sidecar.ts';
import { expectNoGrowth } from './growth.ts';

useBrowser();

test('of fifty thousand runs nothing is left over: no element, no memory', async () => {
  await expectNoGrowth(50_000);
});

test('of ten thousand hooks it draws some, more on request, and finds all', async () => {
  const { url } = await startFake(Array.from({ length: 10_000 }, (_, i) => rowOf({ hook: `hook-${i}` })));
  const { page } = await visit(url);
  const rows = page.locator('.hooks tbody tr');
  await expect.poll(() => rows.count()).toBe(500);
  expect(await page.locator('.more').innerText()).toMatch(/^Show 500 more\s+500 hooks of 10,000 are shown/);
  await page.getByRole('button', { name: 'Show 500 more' }).click();
  await expect.poll(() => rows.count()).toBe(1000);
  await page.getByRole('searchbox').fill('hook-9999');
  await expect.poll(() => rows.count()).toBe(1);
  await expect.poll(() => page.locator('.toolbar [role=status]').innerText()).toBe('1 of 10,000 hooks');
});
