// Where one push can go.

import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { writeAtomically } from '../base/atomic-write.ts';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { batchPage } from '../exports/batch.ts';
import { pushOnce } from '../exports/otlp.ts';
import type { PushResult } from '../exports/otlp-client.ts';
import { groupUrl, parseGrouping } from '../exports/pushgateway.ts';
import { addressOf, basicCredentials, refusalText, secretsIn, withoutSecrets } from '../exports/secrets.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import { originOf } from '../sidecar/origin.ts';
import { otlpFromEnvironment } from '../sidecar/pushing.ts';
import { createToldStore } from '../sidecar/told-store.ts';
import { answerText } from './answer-text.ts';
import { stderrLog } from './log.ts';

export interface Target {
  readonly name: 'otlp' | 'pushgateway' | 'textfile';
  /** An address without credentials, or a path. */
  readonly place: string;
  /** Never rejects for what may go wrong outside. */
  send(snapshot: Snapshot): Promise<Sent>;
}

/** `skipped` says why nothing was to be sent. */
export type Sent = PushResult | { readonly ok: true; readonly skipped: string };

type Environment = Readonly<Record<string, string | undefined>>;

export interface PushOptions {
  readonly otlp?: boolean;
  readonly pushgateway?: string;
  readonly textfile?: string;
  readonly grouping?: readonly string[];
  readonly header?: readonly string[];
  readonly timeout?: string;
}

/** Throws UserError where there is none, or one cannot be meant. */
export function targetsFrom(options: PushOptions, places: Places, env: Environment): readonly Target[] {
  const timeoutMs = options.timeout === undefined ? undefined : timeoutOf(options.timeout);
  const targets: Target[] = [];
  if (options.otlp === true) targets.push(otlpTarget(places, env, timeoutMs));
  if (options.pushgateway !== undefined) targets.push(gatewayTarget(options.pushgateway, options, env, timeoutMs));
  if (options.textfile !== undefined) targets.push(textfileTarget(options.textfile));
  if (targets.length === 0) throw new UserError('say where to: --otlp, --pushgateway URL, or --textfile FILE');
  if (options.pushgateway === undefined && (options.grouping ?? options.header) !== undefined) {
    throw new UserError(
      '--grouping and --header belong to --pushgateway; OTLP has OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS',
    );
  }
  return targets;
}

function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds >= 0.1 && seconds <= 3600) return Math.round(seconds * 1000);
  throw new UserError(`--timeout is ${JSON.stringify(text)}; expected seconds from 0.1 to 3600`);
}

function otlpTarget(places: Places, env: Environment, timeoutMs: number | undefined): Target {
  const read = otlpFromEnvironment(env);
  const settings = { ...read, requestTimeoutMs: timeoutMs ?? read.onceTimeoutMs };
  const address = addressOf(settings.endpoint);
  const log = stderrLog('warn');
  return {
    name: 'otlp',
    place: address,
    async send(snapshot) {
      if (settings.isDisabled) return { ok: true, skipped: 'OTEL_SDK_DISABLED is true' };
      for (const warning of settings.warnings) log.warn(warning);
      const onRemark = (remark: string): void =>
        log.warn({ remark }, 'the receiver took the push, but says something about it');
      const store = createToldStore(places.told, address);
      const [told, onTold] = [store.read(), store.write];
      return pushOnce(snapshot, { settings, origin: originOf(places, log), told, onTold, onRemark });
    },
  };
}

function gatewayTarget(text: string, options: PushOptions, env: Environment, timeoutMs = 10_000): Target {
  const { grouping = [], header = [env['HOOKMETER_PUSHGATEWAY_HEADER'] ?? ''].filter(Boolean) } = options;
  const gateway = URL.canParse(text) ? new URL(text) : undefined;
  if (gateway?.protocol !== 'http:' && gateway?.protocol !== 'https:') {
    throw new UserError('--pushgateway is no address; expected one like http://localhost:9091');
  }
  const url = groupUrl(gateway, groupingOf(grouping));
  const headers = headersOf(gateway, header);
  const values = header.map((line) => line.slice(line.indexOf(':') + 1).trim());
  const secrets = [...secretsIn(gateway), ...values, ...values.map((value) => value.split(' ').at(-1) ?? '')];
  return {
    name: 'pushgateway',
    place: addressOf(url),
    async send(snapshot) {
      const body = await batchPage(snapshot, { version: packageVersion(), nodeVersion: process.version });
      return put(url, body, { headers, timeoutMs, secrets });
    },
  };
}

function groupingOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  const grouping = new Map([['instance', hostname()]]);
  for (const pair of pairs) {
    const parsed = parseGrouping(pair);
    if (!parsed.ok) throw new UserError(`--grouping is ${parsed.message}`);
    grouping.set(parsed.name, parsed.value);
  }
  return grouping;
}

function headersOf(gateway: URL, lines: readonly string[]): Headers {
  const headers = new Headers({ 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  if (secretsIn(gateway).length > 0) headers.set('authorization', `Basic ${basicCredentials(gateway)}`);
  for (const line of lines) {
    const [, name = '', value = ''] = /^\s*([^:\s]+)\s*:\s*(.+)$/.exec(line) ?? [];
    try {
      headers.set(name, value);
    } catch {
      throw new UserError('--header cannot be sent; expected one like "Authorization: Bearer TOKEN"');
    }
  }
  return headers;
}

interface Putting {
  readonly headers: Headers;
  readonly timeoutMs: number;
  readonly secrets: readonly string[];
}

async function put(url: URL, body: string, { headers, timeoutMs, secrets }: Putting): Promise<PushResult> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    // A redirect would take the credentials elsewhere, and make a GET of it.
    const response = await fetch(url, { method: 'PUT', headers, body, signal, redirect: 'manual' });
    if (response.ok) {
      await response.body?.cancel();
      return { ok: true };
    }
    const said = await answerText(response).catch(() => '');
    return { ok: false, reason: refusalText(response.status, said, secrets) };
  } catch (error) {
    return { ok: false, reason: withoutSecrets(reasonOf(error, timeoutMs), secrets) };
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it has not answered within ${timeoutMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  if (cause.message === 'bad port') return BLOCKED_PORT;
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : cause.name;
}

/** https://fetch.spec.whatwg.org/#port-blocking; `bad port` is all that Node says. */
const BLOCKED_PORT = 'its port belongs to another protocol, and fetch does not go there; let it listen on another one';

/** Readable for all, since node_exporter runs as a user of its own. */
function textfileTarget(text: string): Target {
  if (!text.endsWith('.prom')) {
    throw new UserError(
      `--textfile is ${JSON.stringify(text)}; node_exporter reads only files whose names end in .prom`,
    );
  }
  const path = resolve(text);
  return {
    name: 'textfile',
    place: path,
    async send(snapshot) {
      const page = await batchPage(snapshot, { version: packageVersion(), nodeVersion: process.version });
      try {
        writeAtomically(path, page, { durable: false, mode: 0o644 });
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
