// GET /metrics: brings the ledger up to date, holds new series back once per scraper, and writes the page in slices.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Logger } from 'pino';
import type { Micros } from '../base/units.ts';
import { expositionOf } from '../exports/exposition.ts';
import { heldBack } from '../exports/held-back.ts';
import type { HookReader } from '../exports/reader.ts';
import type { Slot } from '../exports/scrapers.ts';
import type { SelfMetrics } from '../exports/self.ts';
import type { Keeper } from './keeper.ts';

export interface MetricsPage {
  /** Answers the request; never throws. 503 instead of a page with holes, which would look like a reset. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The connection is closed. */
  left(connection: Socket): void;
}

export interface MetricsPageOptions {
  readonly keeper: Keeper;
  readonly reader: HookReader;
  readonly self: SelfMetrics;
  readonly log: Logger;
  /** A client that has not taken its page by then is cut off; no Prometheus waits that long. */
  readonly slowestClientMs?: number;
  now(): Micros;
  pause(): Promise<void>;
}

/** More pages than this at a time are refused: each one costs time that reading the journal needs. */
const MOST_AT_ONCE = 8;
const SLOWEST_CLIENT_MS = 30_000;
/** A page is never later than this for the sake of being fresher. */
const FRESHEN_MS = 250;

export function createMetricsPage(options: MetricsPageOptions): MetricsPage {
  const { keeper, reader, self, log, now, pause, slowestClientMs = SLOWEST_CLIENT_MS } = options;
  let atOnce = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await Promise.race([keeper.catchUp(), timer(FRESHEN_MS)]);
    const snapshot = keeper.snapshot();
    const slot = isScraper(request) ? arrive(request, snapshot.lastBorn) : undefined;
    const shown = slot === undefined ? snapshot : heldBack(snapshot, slot.seen);
    const metrics = await reader.collect(shown);
    const selfText = await self.text();
    await send(request, response, pageOf(expositionOf(metrics), selfText, pause));
    if (slot !== undefined) keeper.scrapers.served(slot, snapshot.lastBorn, now());
  }

  function arrive(request: IncomingMessage, lastBorn: number): Slot {
    const { [SCRAPE_TIMEOUT]: patience, 'user-agent': agent } = request.headers;
    const key = `${request.socket.remoteAddress ?? ''} ${agent ?? ''} ${patience ?? ''}`;
    const slot = keeper.scrapers.arrive({ key, connection: request.socket, lastBorn, now: now() });
    if (keeper.scrapers.needsCheckpoint(slot)) keeper.save();
    return slot;
  }

  return {
    left: (connection) => keeper.scrapers.left(connection),
    async serve(request, response) {
      if (atOnce >= MOST_AT_ONCE) return refuse(response, 'too many scrapes at once');
      atOnce++;
      const patience = setTimeout(() => response.destroy(), slowestClientMs);
      try {
        await answer(request, response);
      } catch (error) {
        if (isGone(error)) return;
        log.error({ err: error }, '/metrics could not be built');
        refuse(response, 'the metrics could not be collected; the log has the reason');
      } finally {
        clearTimeout(patience);
        atOnce--;
      }
    },
  };
}

/** Every Prometheus says how long it will wait; nothing else does. */
const isScraper = (request: IncomingMessage): boolean =>
  request.method === 'GET' && request.headers[SCRAPE_TIMEOUT] !== undefined;
const SCRAPE_TIMEOUT = 'x-prometheus-scrape-timeout-seconds';

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

const timer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function refuse(response: ServerResponse, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '5' });
  response.end(`${why}\n`);
}

async function* pageOf(hooks: Iterable<string>, self: string, pause: () => Promise<void>): AsyncGenerator<string> {
  for (const chunk of hooks) {
    yield chunk;
    await pause();
  }
  yield self;
}

/** Resolves when the whole page has been handed to the system; rejects when the client went away before. */
async function send(request: IncomingMessage, response: ServerResponse, page: AsyncIterable<string>): Promise<void> {
  const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    ...(gzip ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const text = Readable.from(page, { objectMode: false });
  if (gzip) await pipeline(text, createGzip({ level: 1 }), response);
  else await pipeline(text, response);
}
