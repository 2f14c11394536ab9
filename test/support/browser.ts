// A real Chromium, and pages in it that notice what a page must never do: break its own security policy, ask another origin, or throw.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeEach, expect, onTestFinished } from 'vitest';
import { needs } from './needs.ts';

export const CHROMIUM = process.env['HOOKMETER_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
export const isThere = existsSync(CHROMIUM);
const PICTURES = fileURLToPath(new URL('../../.cache/page/', import.meta.url));
/** The browser's own half minute is not enough for the slowest machine. */
const LONGEST_MS = 150_000;

/** Close it after the tests of the file. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    timeout: LONGEST_MS,
  });

let ofTheFile: Promise<Browser> | undefined;

/** At the head of a file: its tests need a browser, and share one. */
export function useBrowser(): void {
  beforeEach((context) => needs(context, 'chromium', isThere));
  afterAll(async () => await (await ofTheFile)?.close());
}

export interface Visit {
  readonly page: Page;
  /** What was logged as an error, thrown, refused by the policy, or asked elsewhere. */
  readonly faults: string[];
  /** Paths of the questions to the sidecar, in their order. */
  readonly asked: string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** What the browser logs by itself and is meant to happen in this test. */
  readonly allowed?: RegExp;
  /** Runs in the page before anything else does. */
  readonly before?: () => void;
}

/** Opens an address in a window of its own, with cookies and colours of its own. At the end of the test there must have been no fault. */
export async function visit(url: string, { allowed, before, ...options }: VisitOptions = {}): Promise<Visit> {
  ofTheFile ??= startBrowser();
  const context = await (await ofTheFile).newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(LONGEST_MS);
  if (before !== undefined) await context.addInitScript(before);
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && allowed?.test(message.text()) !== true) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const { origin, pathname, search } = new URL(request.url());
    if (origin !== new URL(url).origin) faults.push(`asked ${request.url()}`);
    if (request.method() !== 'GET') faults.push(`${request.method()} ${pathname}`);
    if (pathname.includes('/api/')) asked.push(pathname + search);
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  await page.goto(url);
  return { page, faults, asked };
}

/** For people to look at, in .cache/page/: only where HOOKMETER_TEST_PICTURES is set. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (process.env['HOOKMETER_TEST_PICTURES'] === undefined) return;
  const path = join(PICTURES, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage });
}
