// The JSON API: docs/openapi.json.

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { momentFrom } from '../base/moment.ts';
import { packageFile } from '../base/package.ts';
import type { Micros } from '../base/units.ts';
import { UserError } from '../base/user-error.ts';
import type { App, Asked } from './app.ts';
import type { AskedRange, HistoryQuestion } from './history-desk.ts';

export interface ApiSource {
  /** JSON text. */
  snapshot(): string;
  report(): Promise<unknown>;
  /** JSON text; undefined for a hook of which nothing is known. */
  history(question: HistoryQuestion): Promise<string | undefined>;
  /** Answers with a stream; false where too many listen. */
  live(outgoing: ServerResponse): boolean;
  now(): Micros;
}

const MOST_RUNS = 1000;

export function serveApi(app: App, source: ApiSource): void {
  app.get('/api/snapshot', (context) => json(context, source.snapshot()));
  app.get('/api/report', async (context) => context.json(await source.report()));
  app.get('/api/openapi.json', (context) => json(context, readFileSync(packageFile('docs/openapi.json'), 'utf8')));
  app.get('/api/live', (context) =>
    source.live(context.env.outgoing) ? RESPONSE_ALREADY_SENT : context.json({ error: 'too many listen already' }, 503),
  );
  app.get('/api/overview', (context) =>
    asked(context, source, RANGE, () => ({ kind: 'overview', range: rangeOf(context, source.now()) })),
  );
  app.get('/api/insights', (context) =>
    asked(context, source, RANGE, () => ({ kind: 'insights', range: rangeOf(context, source.now()) })),
  );
  app.get('/api/hook', (context) =>
    asked(context, source, ['name', ...RANGE], () => {
      const name = required(context, 'name');
      return { kind: 'hook', name, range: rangeOf(context, source.now()) };
    }),
  );
  app.get('/api/runs', (context) =>
    asked(context, source, ['limit', 'hook'], () => {
      const hook = context.req.query('hook');
      return { kind: 'runs', hook: hook === '' ? undefined : hook, limit: limitOf(context) };
    }),
  );
}

const RANGE = ['since', 'until'];

/** 400 for a question that cannot be asked, 404 for a hook of which nothing is known. */
async function asked(
  context: Asked,
  source: ApiSource,
  known: readonly string[],
  questionOf: () => HistoryQuestion,
): Promise<Response> {
  let question: HistoryQuestion;
  try {
    refuseUnknown(context, known);
    question = questionOf();
  } catch (error) {
    if (error instanceof UserError) return context.json({ error: error.message }, 400);
    throw error;
  }
  const answer = await source.history(question);
  return answer === undefined
    ? context.json({ error: 'no runs of that hook are known in that time' }, 404)
    : json(context, answer);
}

/** A misspelt `since` would be answered with other numbers than were asked for. */
function refuseUnknown(context: Asked, known: readonly string[]): void {
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (!known.includes(name))
      throw new UserError(`${JSON.stringify(name)} is unknown here; expected ${known.join(', ')}`);
    if (values.length > 1) throw new UserError(`${name} is given ${values.length} times; expected one`);
  }
}

function rangeOf(context: Asked, now: Micros): AskedRange {
  const moment = (name: 'since' | 'until'): Micros | undefined => {
    const text = context.req.query(name);
    return text === undefined || text === '' ? undefined : momentFrom(text, now, name);
  };
  const [since, until] = [moment('since'), moment('until')];
  if (since !== undefined && since >= (until ?? now)) throw new UserError('nothing lies between since and until');
  return { since, until };
}

function required(context: Asked, name: string): string {
  const value = context.req.query(name);
  if (value === undefined || value === '') throw new UserError(`${name} is missing; expected the name of a hook`);
  return value;
}

function limitOf(context: Asked): number {
  const text = context.req.query('limit') ?? '100';
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST_RUNS) return limit;
  throw new UserError(`limit is ${JSON.stringify(text)}; expected a number from 1 to ${MOST_RUNS}`);
}

/** Of thousands of hooks an answer is megabytes: packed, where that is understood, off the loop. */
async function json(context: Asked, text: string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' };
  const mayPack = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
  if (!mayPack || text.length < LEAST_PACKED) return context.body(text, 200, headers);
  const packed = Uint8Array.from(await pack(text, { level: 1 }));
  return context.body(packed, 200, { ...headers, 'Content-Encoding': 'gzip' });
}

const LEAST_PACKED = 10_000;
const pack = promisify(gzip);
