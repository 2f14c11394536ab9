// @ts-check
// The live page in a real Chromium: how long after its end a run is on the screen, and what 500 hooks at 100 runs a second leave of the
// page's time. Beside them: the same event as it comes out of the sidecar, and the same page while nothing runs.

import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { endLine, journalFile, randomFrom, runMaker, startLine, writeJournal } from './lib/journal.mjs';
import { newFolder, serveArgs } from './lib/places.mjs';
import { startServer } from './lib/processes.mjs';
import { digits, row } from './lib/row.mjs';
import { median } from './lib/stats.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ longPercent: number, framesPerSecond: number, busyPercent: number, heapMb: number }} Load */

const CHROMIUM = process.env['HOOKMETER_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const HOOKS = 500;
const EVERY_MS = 100;
const AT_ONCE = 10;

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  if (!existsSync(CHROMIUM)) {
    context.progress(`there is no ${CHROMIUM}: nothing is measured`);
    return { rows: [], raw: {} };
  }
  const dir = newFolder(context.scratch, 'page');
  const file = journalFile(dir);
  writeJournal(file, { runs: 50_000, hooks: HOOKS });
  const server = await startServer(process.execPath, serveArgs(dir));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/`);
    await page
      .locator('.hooks tbody tr')
      .nth(HOOKS - 1)
      .waitFor();
    await page.locator('.status.good').waitFor();
    const samples = context.quick ? 10 : 100;
    context.progress(`${samples} runs until the page shows them`);
    const delays = await delaysOf(page, server.url, file, samples);
    const seconds = context.quick ? 5 : 60;
    context.progress(`${seconds} s while nothing runs, ${seconds} s at ${(AT_ONCE * 1000) / EVERY_MS} runs a second`);
    const calm = await loadOf(page, seconds);
    const busy = await whileRunning(file, seconds, () => loadOf(page, seconds));
    return { rows: rowsOf(delays, calm, busy), raw: { ...delays, calm, busy } };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @param {{ screen: number[], told: number[] }} delays @param {Load} calm @param {Load} busy */
function rowsOf({ screen, told }, calm, busy) {
  const text = (/** @type {number[]} */ all) => `${digits(median(all))} ms (most ${digits(Math.max(...all))})`;
  return [
    row('from the end of a run until the page shows it', {
      ours: text(screen),
      peer: `${text(told)} (until /api/live tells it)`,
      ratio: `${digits(median(screen) / median(told))}×`,
      budget: 'median ≤ 250 ms',
      met: median(screen) <= 250,
    }),
    row('page of 500 hooks, 100 runs a second: tasks of more than 50 ms', {
      ours: `${digits(busy.longPercent)} % of the time`,
      peer: `${digits(calm.longPercent)} % (nothing runs)`,
      budget: '≤ 5 %',
      met: busy.longPercent <= 5,
    }),
    row('the same: frames a second', {
      ours: digits(busy.framesPerSecond),
      peer: digits(calm.framesPerSecond),
      ratio: `${digits(busy.framesPerSecond / calm.framesPerSecond)}×`,
      budget: '≥ 20',
      met: busy.framesPerSecond >= 20,
    }),
    row('the same: share of a core, of the page’s own thread', {
      ours: `${digits(busy.busyPercent)} %`,
      peer: `${digits(calm.busyPercent)} %`,
      budget: '≤ 35 %',
      met: busy.busyPercent <= 35,
    }),
    row('the same: memory afterwards', { ours: `${digits(busy.heapMb)} MB`, peer: `${digits(calm.heapMb)} MB` }),
  ];
}

/**
 * Ends one run after the other at moments that keep no step with the sidecar's timers; milliseconds each.
 * @param {Page} page @param {string} url @param {string} file @param {number} samples
 */
async function delaysOf(page, url, file, samples) {
  const random = randomFrom(7);
  const make = runMaker(99, samples);
  const stream = await listen(url);
  /** @type {{ screen: number[], told: number[] }} */
  const delays = { screen: [], told: [] };
  for (let i = 0; i < samples; i++) {
    await sleep(100 + random() * 150);
    const run = make(Math.floor(random() * HOOKS));
    /** @type {Promise<number>} */
    const shown = page.evaluate(NEXT_SUM);
    await page.evaluate('0'); // asked later, answered later: now it watches
    const told = stream.nextEnd();
    const ended = Date.now();
    appendFileSync(file, startLine(run) + endLine(run));
    delays.screen.push((await shown) - ended);
    delays.told.push((await told) - ended);
  }
  stream.close();
  return delays;
}

/** When the sum of all runs is another one. */
const NEXT_SUM = `new Promise((resolve) => {
  const sum = document.querySelector('header .figure dd');
  const before = sum.textContent;
  const watcher = new MutationObserver(() => {
    if (sum.textContent === before) return;
    watcher.disconnect();
    resolve(Date.now());
  });
  watcher.observe(sum, { childList: true, characterData: true, subtree: true });
})`;

/** Hears what the page hears. @param {string} url */
async function listen(url) {
  const abort = new AbortController();
  const { body } = await fetch(`${url}/api/live`, { signal: abort.signal });
  if (body === null) throw new Error('/api/live has no body');
  /** @type {(at: number) => void} */
  let heard = () => {};
  const reading = (async () => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream()))
      if (chunk.includes('"ended":[{')) heard(Date.now());
  })();
  reading.catch(() => {});
  return {
    /** @returns {Promise<number>} */
    nextEnd: () =>
      new Promise((resolve) => {
        heard = resolve;
      }),
    close: () => abort.abort(),
  };
}

/**
 * @template T
 * @param {string} file @param {number} seconds @param {() => Promise<T>} act
 */
async function whileRunning(file, seconds, act) {
  const random = randomFrom(8);
  // Twice as many as are needed: watching takes longer than its time.
  const make = runMaker(100, (2 * seconds * 1000 * AT_ONCE) / EVERY_MS);
  const running = setInterval(() => {
    const runs = Array.from({ length: AT_ONCE }, () => make(Math.floor(random() * HOOKS)));
    appendFileSync(file, runs.map((run) => startLine(run) + endLine(run)).join(''));
  }, EVERY_MS);
  try {
    return await act();
  } finally {
    clearInterval(running);
  }
}

/** @param {Page} page @param {number} seconds @returns {Promise<Load>} */
async function loadOf(page, seconds) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'timeTicks' });
  const threadSeconds = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0;
  const before = await threadSeconds();
  /** @type {{ longMs: number, ms: number, frames: number }} */
  const { longMs, ms, frames } = await page.evaluate(watching(seconds * 1000));
  const after = await threadSeconds();
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return {
    longPercent: (100 * longMs) / ms,
    framesPerSecond: (1000 * frames) / ms,
    busyPercent: (100_000 * (after - before)) / ms,
    heapMb: usedSize / 1e6,
  };
}

/** Counts frames, and the tasks that held the page for more than 50 ms. @param {number} forMs */
const watching = (forMs) => `(async () => {
  let [longMs, frames] = [0, 0];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longMs += duration;
  });
  observer.observe({ type: 'longtask' });
  const from = performance.now();
  for (; performance.now() - from < ${forMs}; frames++) await new Promise((resolve) => requestAnimationFrame(resolve));
  observer.disconnect();
  return { longMs, ms: performance.now() - from, frames };
})()`;
