// Does the Prometheus that we were told of scrape this sidecar?

import { answerText } from '../answer-text.ts';
import type { Finding } from './finding.ts';

const PATIENCE_MS = 5000;

/** `address` is Prometheus's, `sidecar` the one that ours listens on. Never throws for what the network does, and never shows a password. */
export async function checkPrometheus(address: string, sidecar: string | undefined): Promise<Finding> {
  const check = 'prometheus';
  const { url, headers } = withoutCredentials(address);
  const answer = await query(url, headers, 'hookmeter_build_info');
  if (typeof answer === 'string') {
    return {
      check,
      level: 'broken',
      message: `${url} does not answer: ${answer}`,
      fix: REFUSED.test(answer)
        ? 'put its name and password into the address: http://NAME:PASSWORD@HOST:PORT'
        : 'is the address right, and Prometheus running?',
    };
  }
  const port = sidecar === undefined ? '' : new URL(sidecar).port;
  const ours = answer.filter(({ instance }) => port === '' || instance.endsWith(`:${port}`));
  if (ours.length > 0) {
    const [first] = ours;
    return { check, level: 'ok', message: `${url} scrapes ${first?.instance} (job ${first?.job})` };
  }
  const elsewhere =
    answer.length === 0
      ? 'no hookmeter'
      : `hookmeter at ${answer.map(({ instance }) => instance).join(', ')}, not this one`;
  return {
    check,
    level: 'broken',
    message: `${url} scrapes ${elsewhere}`,
    fix: `add ${sidecar === undefined ? '127.0.0.1:9464' : new URL(sidecar).host} to scrape_configs (docs/stack.md)`,
  };
}

const REFUSED = /^HTTP 40[13]$/;

interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** fetch takes no address that holds a password. */
function withoutCredentials(address: string): Address {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const shown = url.href.replace(/\/+$/, '');
  if (username === '' && password === '') return { url: shown, headers: {} };
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { url: shown, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

/** A lone % stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Scraped {
  readonly instance: string;
  readonly job: string;
}

/** The labels of every series, or what went wrong in words. */
async function query(url: string, headers: Address['headers'], promql: string): Promise<readonly Scraped[] | string> {
  try {
    const address = new URL(`${url}/api/v1/query`);
    address.searchParams.set('query', promql);
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) return `HTTP ${response.status}`;
    return seriesIn(JSON.parse(await answerText(response))) ?? 'that is no answer of Prometheus';
  } catch (error) {
    const { cause } = error instanceof Error ? error : { cause: undefined };
    return cause instanceof Error ? cause.message : String(error instanceof Error ? error.message : error);
  }
}

function seriesIn(body: unknown): readonly Scraped[] | undefined {
  const result = fieldOf(fieldOf(body, 'data'), 'result');
  if (!Array.isArray(result)) return undefined;
  return result.map((series) => {
    const metric = fieldOf(series, 'metric');
    return { instance: String(fieldOf(metric, 'instance') ?? ''), job: String(fieldOf(metric, 'job') ?? '') };
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
