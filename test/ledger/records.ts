// Records by hand, as a reader would hand them over.

import { micros } from '../../src/base/units.ts';
import {
  type EndRecord,
  identityOf,
  type JournalRecord,
  type PastRecord,
  type StartRecord,
} from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { AT, DAY } from '../support/shim-lines.ts';

export { AT, DAY };

type Numbers<Keys extends string> = { readonly [key in Keys]?: number };

export function start(
  run: string,
  fields: Numbers<'at' | 'pid' | 'timeout'> & { hook?: string; host?: string } = {},
): StartRecord {
  return {
    kind: 'start',
    run: hashOf(run),
    identity: identityOf(fields.hook ?? 'format'),
    at: micros(fields.at ?? AT),
    pid: fields.pid ?? 4519,
    host: fields.host ?? 'devbox',
    timeout: fields.timeout === undefined ? undefined : micros(fields.timeout),
  };
}

export function end(
  run: string,
  fields: Numbers<'at' | 'us' | 'code' | 'timeout' | 'signal' | 'user' | 'sys'> & {
    hook?: string;
    decision?: string;
  } = {},
): EndRecord {
  return {
    kind: 'end',
    run: hashOf(run),
    identity: identityOf(fields.hook ?? 'format'),
    at: micros(fields.at ?? AT + 1000),
    us: micros(fields.us ?? 1000),
    user: micros(fields.user ?? 300),
    sys: micros(fields.sys ?? 100),
    code: fields.code ?? 0,
    signal: fields.signal,
    decision: fields.decision,
    timeout: fields.timeout === undefined ? undefined : micros(fields.timeout),
  };
}

export const past = (
  run: string,
  fields: Numbers<'at' | 'us' | 'code' | 'timeout'> & { hook?: string; decision?: string } = {},
): PastRecord => ({
  kind: 'past',
  run: hashOf(run),
  identity: identityOf(fields.hook ?? 'format', '', 'claude-code'),
  at: micros(fields.at ?? AT),
  us: fields.us === undefined ? undefined : micros(fields.us),
  code: fields.code,
  decision: fields.decision,
  timeout: fields.timeout === undefined ? undefined : micros(fields.timeout),
});

export const forget = (hook: string, at: number): JournalRecord => ({ kind: 'forget', hook, at: micros(at) });
