// How a Pushgateway wants to be addressed: https://github.com/prometheus/pushgateway#url

import { ATTRIBUTE } from './contract.ts';
import { plainName } from './text.ts';

export type Grouping = ReadonlyMap<string, string>;

export type ParsedGrouping =
  | { readonly ok: true; readonly name: string; readonly value: string }
  | { readonly ok: false; readonly message: string };

/** One `name=value`. Labels that hooks have already are refused: the gateway would overwrite them, and hooks would become one. */
export function parseGrouping(text: string): ParsedGrouping {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const shown = JSON.stringify(text);
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith('__')) {
    return { ok: false, message: `${shown}; expected name=value, with a name of letters, digits and _` };
  }
  if (TAKEN.has(name)) return { ok: false, message: `${shown}; hooks have a label ${name} of their own` };
  if (name === 'job' && value === '') return { ok: false, message: `${shown}; a job must have a name` };
  return { ok: true, name, value };
}

const TAKEN: ReadonlySet<string> = new Set([...Object.values(ATTRIBUTE).map(plainName), 'le', 'reason']);

/** Where a group is put: `…/metrics/job/hookmeter/instance/devbox`. `gateway` may have a path of its own. */
export function groupUrl(gateway: URL, grouping: Grouping): URL {
  const { job = 'hookmeter', ...rest } = Object.fromEntries(grouping);
  const segments = [['job', job] as const, ...Object.entries(rest)].map(([name, value]) => segmentOf(name, value));
  const url = new URL(gateway);
  url.username = '';
  url.password = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/metrics/${segments.join('/')}`;
  return url;
}

/** Whatever a path could be read differently for goes as base64: slashes, dots alone, nothing at all. */
function segmentOf(name: string, value: string): string {
  if (/^[\w~-][\w.~-]*$/.test(value)) return `${name}/${value}`;
  return `${name}@base64/${Buffer.from(value).toString('base64url') || '='}`;
}
