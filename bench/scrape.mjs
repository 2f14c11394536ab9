// @ts-check
// GET /metrics over 10,000 hooks, from the request to the last byte: the first page of a fresh process, pages after 1 % of the hooks
// ran, and after all did; against OpenTelemetry's own serializer and against prom-client, each in a process of its own on the same
// journal. Meanwhile lines are appended, and how long they wait to be counted is the price that others pay for a page.

import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, PROMETHEUS } from './lib/http.mjs';
import { endLine, journalFile, runMaker, startLine, writeJournal } from './lib/journal.mjs';
import { newFolder, peer, serveArgs } from './lib/places.mjs';
import { startServer } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { digits, row, shown } from './lib/row.mjs';
import { median, ratios } from './lib/stats.mjs';

/** @typedef {{ first: number, some: number, all: number, gzip: number, hold: number, bytes: number }} Scraped */

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const hooks = context.quick ? 1000 : 10_000;
  const rounds = context.quick ? 2 : 5;
  /** @param {(dir: string) => readonly string[]} args @param {boolean} [isOurs] */
  const subject =
    (args, isOurs = false) =>
    () =>
      scrape(context.scratch, { hooks, args, isOurs });
  const subjects = [
    { name: 'hookmeter', measure: subject((dir) => serveArgs(dir, ['--max-entries', '20000']), true) },
    { name: 'stock', measure: subject((dir) => [peer('stock-server.mjs'), dir]) },
    { name: 'prom-client', measure: subject((dir) => [peer('prom-client-server.mjs'), dir]) },
  ];
  const results = await alternate(subjects, { ...context, rounds });
  const raw = Object.fromEntries(subjects.map(({ name }) => [name, results(name)]));
  return { rows: rowsOf(results, hooks), raw: { hooks, ...raw } };
}

/** @param {(name: string) => Scraped[]} results @param {number} hooks */
function rowsOf(results, hooks) {
  /** @param {string} name @param {keyof Scraped} what */
  const values = (name, what) => results(name).map((result) => result[what]);
  /** @param {string} title @param {keyof Scraped} what @param {string} against @param {boolean} counts @param {keyof Scraped} [theirs] */
  const against = (title, what, against, counts, theirs = what) => {
    const ratio = median(ratios(values('hookmeter', what), values(against, theirs)));
    return row(`${title}, against ${against === 'stock' ? 'the stock serializer' : against}`, {
      ours: shown(values('hookmeter', what), 'ms'),
      peer: shown(values(against, theirs), 'ms'),
      ratio: `${digits(ratio)}×`,
      ...(counts ? { budget: '≤ 0.25×', met: ratio <= 0.25 } : {}),
    });
  };
  const size = `${hooks.toLocaleString('en')} hooks, ${digits(median(values('hookmeter', 'bytes')) / 1e6)} MB`;
  return [
    against(`scrape of ${size}: first page`, 'first', 'stock', true),
    against('scrape after 1 % of the hooks ran', 'some', 'stock', true),
    against('the same with gzip, as Prometheus asks', 'gzip', 'stock', true, 'some'),
    against('scrape after all hooks ran', 'all', 'stock', true),
    against('scrape of the first page', 'first', 'prom-client', false),
    against('scrape after 1 % of the hooks ran', 'some', 'prom-client', false),
    against('scrape after all hooks ran', 'all', 'prom-client', false),
    against('longest that a line waits to be counted during scrapes', 'hold', 'stock', false),
  ];
}

/**
 * One fresh process on a fresh journal.
 * @param {string} scratch
 * @param {{ hooks: number, args: (dir: string) => readonly string[], isOurs: boolean }} options
 * @returns {Promise<Scraped>}
 */
async function scrape(scratch, { hooks, args, isOurs }) {
  const dir = newFolder(scratch, 'scrape');
  const file = journalFile(dir);
  writeJournal(file, { runs: hooks * 3, hooks });
  const server = await startServer(process.execPath, args(dir));
  const client = createClient();
  const make = runMaker(5, hooks * 20);
  const append = (/** @type {number} */ count) => {
    let text = '';
    for (let i = 0; i < count; i++) {
      const next = make(Math.floor((i * hooks) / count));
      text += startLine(next) + endLine(next);
    }
    appendFileSync(file, text);
  };
  const page = async (headers = {}) => {
    const { ms, status, body } = await client.get(`${server.url}/metrics`, { ...PROMETHEUS, ...headers });
    if (status !== 200) throw new Error(`/metrics answered ${status}: ${body.toString().slice(0, 200)}`);
    return { ms, bytes: body.length };
  };
  /** @param {number} times @param {number} count @param {Record<string, string>} [headers] */
  const pagesAfter = async (times, count, headers) => {
    /** @type {number[]} */
    const ms = [];
    for (let i = 0; i < times; i++) {
      append(count);
      await sleep(count > 1000 ? 1500 : 500); // counted, and metrics.json written: only the page is measured
      ms.push((await page(headers)).ms);
    }
    return median(ms);
  };
  try {
    await sleep(1000);
    const { ms: first, bytes } = await page();
    const some = await pagesAfter(3, hooks / 100);
    const gzip = isOurs ? await pagesAfter(3, hooks / 100, { 'Accept-Encoding': 'gzip' }) : some;
    const all = await pagesAfter(2, hooks);
    const hold = await longestWait({
      append,
      page,
      lines: () => linesRead(isOurs ? join(dir, 'sidecar.sock') : undefined, server.url),
    });
    return { first, some, all, gzip, hold, bytes };
  } finally {
    client.close();
    await server.stop();
    rmSync(dir, { recursive: true });
  }
}

/**
 * Appends one run every 10 ms while two pages are asked for; the longest from an append until it is counted, in milliseconds.
 * @param {{ append(count: number): void, page(): Promise<unknown>, lines(): Promise<number> }} parts
 */
async function longestWait({ append, page, lines }) {
  let counted = await lines();
  /** @type {{ at: number, lines: number }[]} */
  const waiting = [];
  let appended = counted;
  let longest = 0;
  const writer = setInterval(() => {
    append(1);
    appended += 2;
    waiting.push({ at: performance.now(), lines: appended });
  }, 10);
  const pages = (async () => {
    for (let i = 0; i < 2; i++) {
      await page();
      await sleep(100);
    }
    clearInterval(writer);
    return 'over';
  })();
  let over = false;
  const finished = () => {
    over = true;
  };
  pages.then(finished, finished);
  while (!over || waiting.length > 0) {
    counted = await lines();
    while (waiting[0] !== undefined && waiting[0].lines <= counted)
      longest = Math.max(longest, performance.now() - (waiting.shift()?.at ?? 0));
    await sleep(2);
  }
  await pages;
  return longest;
}

/**
 * How many lines have been read: a peer tells on /status, a sidecar on its socket.
 * @param {string | undefined} socket
 * @param {string} url
 */
async function linesRead(socket, url) {
  if (socket === undefined) {
    const { body } = await statusClient.get(`${url}/status`);
    return Number(JSON.parse(body.toString()).lines);
  }
  const { ask } = await import('../dist/sidecar/lock.js');
  return Number((await ask(socket, 'status'))?.['lines']);
}

const statusClient = createClient();
