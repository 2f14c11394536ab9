// What happens while the page is open: a real sidecar, runs through the real shim, and a sidecar that goes away and comes back.

import { expect, test } from 'vitest';
import { useBrowser, visit } from '../support/browser.ts';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, SHIM, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine } from '../support/journal.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

useBrowser();

test('with nothing run yet it says how to begin, and comes alive with the first run', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  const { page } = await visit(`${url}/`);
  await page.getByText('No run of a hook was seen yet').waitFor();
  const ways = await page.locator('.first-run pre').allInnerTexts();
  expect(ways).toEqual(['npx hookmeter install', 'hookmeter-run --hook NAME -- COMMAND', 'hookmeter demo']);
  await page.locator('.status.good').waitFor();
  await runHook(dir, 'first-of-all', 'exit 3');
  await page.locator('.hooks tbody th a', { hasText: 'first-of-all' }).waitFor();
  await expect
    .poll(() => page.locator('.latest li').allInnerTexts())
    .toEqual([expect.stringMatching(/first-of-all\s+✕ failed 3/)]);
});

/** Whatever the page would wait for by itself never comes: neither the next second nor the next question. */
function stopTimers(): void {
  Object.assign(globalThis, { setTimeout: () => 0, setInterval: () => 0 });
}

test('a run is on the screen as soon as it is told: in the row, the list and the sum, without a question and a timer', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const { url } = await startSidecar(dir);
  const { page, asked } = await visit(`${url}/`, { before: stopTimers });
  const runs = page.locator('.hooks tbody .runs');
  await expect.poll(() => runs.innerText()).toBe('1');
  await page.locator('.status.good').waitFor();
  await expect.poll(() => asked.some((path) => path.startsWith('/api/insights'))).toBe(true);
  const before = asked.length;
  for (const wanted of [2, 3, 4]) {
    const at = Date.now();
    append(dir, dayOf(at), endLine({ run: `live-${wanted}`, at, code: wanted % 2 }));
    await expect.poll(() => runs.innerText()).toBe(String(wanted));
    expect(await page.locator('header .figure dd').first().innerText()).toBe(String(wanted));
    expect(await page.locator('.latest li').count()).toBe(wanted);
  }
  expect(asked.slice(before)).toEqual([]);
});

test('an open run shows with its age against its timeout, and goes when it ends', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'quick');
  const { url } = await startSidecar(dir);
  const { page } = await visit(`${url}/`);
  await page.getByText('Nothing runs at the moment.').waitFor();
  const slow = start(SHIM, ['--hook', 'slow', '--timeout', '60', '--', 'cat'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const age = page.locator('.open-runs li', { hasText: 'slow' }).locator('.age');
  await age.waitFor();
  const seconds = async (): Promise<number> => Number.parseFloat(await age.innerText());
  const first = await seconds();
  await expect.poll(seconds).toBeGreaterThan(first);
  expect(await age.innerText()).toMatch(/^\d+\.\ds of 60s$/);
  slow.stdin?.end();
  await page.getByText('Nothing runs at the moment.').waitFor();
  await expect.poll(() => page.locator('.hooks tbody th a').allInnerTexts()).toContain('slow');
});

test('a sidecar that goes away is missed in words, and what ran meanwhile is there when it is back', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const port = await freePort();
  const flags = ['--port', String(port)];
  const sidecar = await startSidecar(dir, { flags });
  const { page } = await visit(`${sidecar.url}/`, { allowed: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|503/ });
  await page.locator('.status.good').waitFor();
  await page.locator('.hooks tbody tr').waitFor();
  await sidecar.stop();
  await page
    .getByText(/Connection to the sidecar lost, trying again….*What is shown is of \d\d:\d\d:\d\d UTC/)
    .first()
    .waitFor();
  await expect.poll(() => page.locator('.status').innerText()).toMatch(/Connection lost/);
  await expect
    .poll(() => page.locator('[aria-live=polite]').innerText())
    .toBe('Connection to the sidecar lost, trying again…');
  await expect.poll(() => page.locator('main').getAttribute('class')).toBe('stale');
  await runHook(dir, 'format');
  await runHook(dir, 'meanwhile');
  // Somebody else may have the port for a moment.
  await until('the sidecar is back on its port', () =>
    startSidecar(dir, { flags }).catch(({ message }: Error) => Promise.reject(new Error(message))),
  );
  await page.locator('.status.good').waitFor();
  await expect
    .poll(() => page.locator('.hooks tbody th a').allInnerTexts())
    .toEqual(expect.arrayContaining(['meanwhile']));
  await expect.poll(() => page.locator('header .figure dd').first().innerText()).toBe('3');
  await expect.poll(() => page.locator('main').getAttribute('class')).toBe('');
});
