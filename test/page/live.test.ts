// What happens while the page is open: a real sidecar, runs through the real shim, and a sidecar that goes away and comes back.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isThere, startBrowser, visit } from '../support/browser.ts';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, SHIM, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine } from '../support/journal.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, start } from '../support/programs.ts';

let browser: Browser;
beforeAll(async () => {
  if (isThere) browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Generous beside the 250 ms that are promised: this machine does other things too. */
const BUSY_MS = 1500;
/** A sidecar that has just started reads the history in a thread that has yet to start too. */
const STARTING_MS = 15_000;

test('with nothing run yet it says how to begin, and comes alive with the first run', async (context) => {
  needs(context, 'chromium', isThere);
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  const { page } = await visit(browser, `${url}/`);
  await page.getByText('No run of a hook was seen yet').waitFor();
  const ways = await page.locator('.first-run pre').allInnerTexts();
  expect(ways).toEqual(['npx hookmeter install', 'hookmeter-run --hook NAME -- COMMAND', 'hookmeter demo']);
  await runHook(dir, 'first-of-all', 'exit 3');
  await page.locator('.hooks tbody th a', { hasText: 'first-of-all' }).waitFor();
  expect(await page.locator('.latest li').allInnerTexts()).toEqual([
    expect.stringMatching(/first-of-all\s+✕ failed 3/),
  ]);
});

test('a run is on the screen a quarter of a second after its end, in the row, the list and the sum', async (context) => {
  needs(context, 'chromium', isThere);
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const { url } = await startSidecar(dir);
  const { page, asked } = await visit(browser, `${url}/`);
  const runs = page.locator('.hooks tbody .runs');
  await expect.poll(() => runs.innerText()).toBe('1');
  await page.locator('.status.good').waitFor();
  const before = asked.length;
  const delays: number[] = [];
  for (let i = 2; i <= 9; i++) {
    const shown = page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const isShown = () => document.querySelector('.hooks tbody .runs')?.textContent === wanted;
          const watcher = new MutationObserver(() => isShown() && resolve(Date.now()));
          watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
          if (isShown()) resolve(Date.now());
        }),
      String(i),
    );
    await new Promise((resolve) => setTimeout(resolve, 50 * (i % 4)));
    const at = Date.now();
    append(dir, dayOf(at), endLine({ run: `live-${i}`, at, code: i % 2 }));
    delays.push((await shown) - at);
  }
  delays.sort((a, b) => a - b);
  console.log(`end of a run to the screen: ${delays.join(', ')} ms`);
  expect(delays[4]).toBeLessThan(250);
  expect(delays[7]).toBeLessThan(BUSY_MS);
  expect(await page.locator('header .figure dd').first().innerText()).toBe('9');
  expect(await page.locator('.latest li').count()).toBe(9);
  expect(asked.slice(before).filter((path) => path.startsWith('/api/overview')).length).toBeLessThanOrEqual(1);
});

test('an open run shows with its age against its timeout, and goes when it ends', async (context) => {
  needs(context, 'chromium', isThere);
  const dir = temporaryFolder();
  await runHook(dir, 'quick');
  const { url } = await startSidecar(dir);
  const { page } = await visit(browser, `${url}/`);
  await page.getByText('Nothing runs at the moment.').waitFor();
  const slow = start(SHIM, ['--hook', 'slow', '--timeout', '60', '--', 'sleep', '30'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: 'ignore',
  });
  const age = page.locator('.open-runs li', { hasText: 'slow' }).locator('.age');
  await age.waitFor();
  const seconds = async (): Promise<number> => Number.parseFloat(await age.innerText());
  const first = await seconds();
  await expect.poll(seconds).toBeGreaterThan(first);
  expect(await age.innerText()).toMatch(/^\d+\.\ds of 60s$/);
  slow.kill('SIGTERM');
  await page.getByText('Nothing runs at the moment.').waitFor();
  await expect.poll(() => page.locator('.hooks tbody th a').allInnerTexts()).toContain('slow');
});

test('a sidecar that goes away is missed in words, and what ran meanwhile is there when it is back', async (context) => {
  needs(context, 'chromium', isThere);
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const port = await freePort();
  const flags = ['--port', String(port)];
  const sidecar = await startSidecar(dir, { flags });
  const { page } = await visit(browser, `${sidecar.url}/`, { allowed: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|503/ });
  await page.locator('.status.good').waitFor();
  await page.locator('.hooks tbody tr').waitFor();
  await sidecar.stop();
  await page
    .getByText(/Connection to the sidecar lost, trying again….*What is shown is of \d\d:\d\d:\d\d UTC/)
    .first()
    .waitFor();
  expect(await page.locator('.status').innerText()).toMatch(/Connection lost/);
  expect(await page.locator('[aria-live=polite]').innerText()).toBe('Connection to the sidecar lost, trying again…');
  expect(await page.locator('main').getAttribute('class')).toBe('stale');
  await runHook(dir, 'format');
  await runHook(dir, 'meanwhile');
  await startSidecar(dir, { flags });
  await page.locator('.status.good').waitFor();
  await expect
    .poll(() => page.locator('.hooks tbody th a').allInnerTexts(), { timeout: STARTING_MS })
    .toEqual(expect.arrayContaining(['meanwhile']));
  await expect.poll(() => page.locator('header .figure dd').first().innerText()).toBe('3');
  await expect.poll(() => page.locator('main').getAttribute('class')).toBe('');
});
