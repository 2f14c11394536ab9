// Questions to the sidecar: always GET, always beside the page, so that it works behind any prefix.

import * as v from 'valibot';
import { readJson } from './answers.ts';
import type { RangeChoice } from './route.ts';
import type { Trouble } from './state.ts';

export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

export async function ask<T>(path: string, shape: v.GenericSchema<unknown, T>, signal: AbortSignal): Promise<Asked<T>> {
  try {
    const response = await fetch(`./api/${path}`, { signal, headers: { Accept: 'application/json' } });
    const body = await response.text();
    return response.ok ? answered(shape, body) : refused(response.status, body);
  } catch {
    return signal.aborted ? { kind: 'aborted' } : { kind: 'trouble', trouble: { kind: 'unreachable' } };
  }
}

function answered<T>(shape: v.GenericSchema<unknown, T>, body: string): Asked<T> {
  const value = readJson(shape, body);
  return value === undefined ? { kind: 'trouble', trouble: { kind: 'not_understood' } } : { kind: 'answer', value };
}

function refused(status: number, body: string): Asked<never> {
  if (status === 404) return { kind: 'unknown' };
  if (status === 503) return { kind: 'trouble', trouble: { kind: 'reading_journal' } };
  if (status === 401 || status === 403) return { kind: 'trouble', trouble: { kind: 'not_allowed' } };
  return { kind: 'trouble', trouble: { kind: 'refused', status, says: reasonIn(body) } };
}

/** The API gives its reason as JSON; whatever stands before it may say anything. */
function reasonIn(body: string): string {
  const { error } = readJson(REFUSAL, body) ?? { error: body };
  return error.trim().slice(0, 300);
}

const REFUSAL = v.object({ error: v.string() });

/** `?since=7d&name=…`; nothing for all time. */
export function query(range: RangeChoice, more: Readonly<Record<string, string>> = {}): string {
  const words = new URLSearchParams(range === 'all' ? more : { since: range, ...more });
  return words.size === 0 ? '' : `?${words}`;
}
