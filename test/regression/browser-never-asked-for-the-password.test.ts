import { expect, test } from 'vitest';
import { isThere, startBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { needs } from '../support/needs.ts';
import { ask } from '../support/raw-client.ts';

const MINUTES = 150_000;

/** A browser takes all that stands on one line for one way to prove oneself, and gives up on a way that it does not know. */
test('a browser is asked for user and password, and then shows the page with its live events', async (test) => {
  needs(test, 'chromium', isThere);
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const env = { HOOKMETER_BASIC_AUTH: 'anna:geheim wörd', HOOKMETER_TOKEN: 'sesame' };
  const { url } = await startSidecar(dir, { env });
  const browser = await startBrowser();
  try {
    const httpCredentials = { username: 'anna', password: 'geheim wörd' };
    const context = await browser.newContext({ httpCredentials });
    context.setDefaultTimeout(MINUTES);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('.status.good').waitFor();
    await page.locator('.hooks tbody th a', { hasText: 'format' }).waitFor();
  } finally {
    await browser.close();
  }
});

test('where there is only a token, nobody is asked for a password that there is not', async () => {
  const { url } = await startSidecar(temporaryFolder(), { env: { HOOKMETER_TOKEN: 'sesame' } });
  expect((await ask(url)).headers['www-authenticate']).toBe('Bearer');
});
