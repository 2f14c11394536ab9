// Serves the built page and the contract of src/views/api/types.ts from invented data: for what a real sidecar is never asked in a test,
// 500 hooks with 100 runs a second, names that nobody chooses, and answers that come late or not at all.

import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { OUTCOMES } from '../../src/ledger/outcome.ts';
import type { Changes, Health, HookRow, Overview } from '../../src/views/api/types.ts';
import { PACKAGE } from '../support/hookmeter.ts';

export interface FakeSidecar {
  readonly url: string;
  /** While this is not 200, every question is answered with it. */
  status: number;
  /** Sends the event to every page that listens. */
  send(changes: Omit<Changes, 'now'>): void;
  listeners(): number;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

export async function startFake(rows: readonly HookRow[], { prefix = '' } = {}): Promise<FakeSidecar> {
  const listening = new Set<ServerResponse>();
  const files = filesOf(join(PACKAGE, 'dist', 'page'));
  const fake = { status: 200 };
  let ended = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(prefix.length).split('?')[0] ?? '';
    if (!(request.url ?? '').startsWith(`${prefix}/`)) return void response.writeHead(404).end();
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file !== undefined) return void response.writeHead(200, file.headers).end(file.body);
    if (fake.status !== 200) return void response.writeHead(fake.status).end('reading the journal\n');
    if (path === '/api/live') return listen(response);
    const answer = answerTo(path, rows, request.url ?? '', ended);
    response
      .writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(answer));
  });
  function listen(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const hello = { version: '0', now: Date.now(), open: [], health: health(rows) };
    response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
    listening.add(response);
    response.on('close', () => listening.delete(response));
  }
  const toAll = (event: string, data: unknown): void => {
    for (const each of listening) each.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const heart = setInterval(() => toAll('health', health(rows)), 1000);
  onTestFinished(() => {
    clearInterval(heart);
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}${prefix}/`,
    send(changes: Omit<Changes, 'now'>) {
      ended += changes.ended.length;
      toAll('changes', { now: Date.now(), ...changes });
    },
    listeners: () => listening.size,
  });
}

function filesOf(folder: string): ReadonlyMap<string, { body: Buffer; headers: Record<string, string> }> {
  return new Map(
    readdirSync(folder).map((name) => {
      const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain';
      return [
        `/${name}`,
        {
          body: readFileSync(join(folder, name)),
          headers: { 'Content-Type': type, 'Content-Security-Policy': POLICY },
        },
      ];
    }),
  );
}

function answerTo(path: string, rows: readonly HookRow[], url: string, ended: number): unknown {
  const made = { generated_at: new Date().toISOString(), range: rangeNow() };
  switch (path) {
    case '/api/overview':
      return {
        ...made,
        runs: sum(rows, 'runs') + ended,
        failures: sum(rows, 'failures'),
        hooks: rows,
        never_ran: [],
      } satisfies Overview;
    case '/api/insights':
      return { ...made, advice: rows.slice(0, 1).map(adviceOn), together: [], capacity: null };
    case '/api/runs':
      return { runs: [] };
    case '/api/hook': {
      const row = rows.find(({ hook }) => hook === new URL(url, 'http://x').searchParams.get('name'));
      return row === undefined ? undefined : { ...made, ...detailOf(row) };
    }
    default:
      return undefined;
  }
}

const DAY = 86_400_000;
const rangeNow = () => ({ from: new Date(Date.now() - 7 * DAY).toISOString(), until: new Date().toISOString() });
const sum = (rows: readonly HookRow[], what: 'runs' | 'failures'): number =>
  rows.reduce((all, row) => all + row[what], 0);

const adviceOn = ({ hook }: HookRow) => ({
  hook,
  kind: 'broken',
  says: `${hook} has never succeeded`,
  saved_ms_per_day: 0,
  confidence: 'high',
});

/** 500 points of all outcomes. */
function detailOf(row: HookRow) {
  const from = Date.now() - 7 * DAY;
  const count = 500;
  const parts = Array.from({ length: 60 }, (_, i) => i);
  return {
    row,
    points: {
      at: Array.from({ length: count }, (_, i) => from + (i * 7 * DAY) / count),
      ms: Array.from({ length: count }, (_, i) => 100 + 90 * Math.sin(i / 50)),
      outcome: Array.from({ length: count }, (_, i) => i % OUTCOMES.length),
      outcomes: OUTCOMES,
      runs: count,
    },
    buckets: {
      at: parts.map((i) => from + (i * 7 * DAY) / 60),
      runs: parts.map(() => 80),
      failures: parts.map((i) => i % 7),
      blocked: parts.map((i) => i % 3),
      p50_ms: parts.map(() => 100),
      p95_ms: parts.map(() => 180),
      p99_ms: parts.map(() => 190),
    },
    duration_changes: [],
    failure_changes: [],
    findings: [`${row.hook} is odd`],
    advice: [],
    errors: [{ error: row.hook, count: 1, last: new Date().toISOString() }],
  };
}

function health(rows: readonly HookRow[]): Health {
  return {
    now: Date.now(),
    version: '0',
    started_at: new Date(0).toISOString(),
    runs: sum(rows, 'runs'),
    failures: 0,
    open_runs: 0,
    lag_bytes: 0,
    lag_seconds: 0,
    lines: 0,
    rejects: {},
    lost_runs: 0,
    write_errors: 0,
    checkpoint_age_seconds: 0,
  };
}
