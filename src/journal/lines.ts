// From a line of text to a record, or to the reason why it is none. Complete; scan.ts is its quick twin for the shim's own lines.

import { micros } from '../base/units.ts';
import {
  cpuTime,
  type Fields,
  hookFrom,
  identityFrom,
  LONGEST,
  moment,
  nonEmpty,
  positive,
  timeoutFrom,
  wholeUpTo,
} from './fields.ts';
import type { EndRecord, JournalRecord, RejectReason } from './record.ts';
import { hashOf } from './run-hash.ts';

export type {
  EndRecord,
  ForgetRecord,
  Identity,
  ImportRecord,
  JournalRecord,
  PastRecord,
  StartRecord,
} from './record.ts';

export type ParsedLine =
  | { readonly ok: true; readonly record: JournalRecord }
  | { readonly ok: false; readonly reason: RejectReason };

/** Bytes of a line, its newline apart, that a reader accepts. */
export const MAX_LINE_BYTES = 4096;

/**
 * Reads one line, without its newline. Never throws. Unknown fields are ignored, and an optional field that cannot be used
 * counts as absent: the run happened all the same. Shape and units: docs/journal.md.
 */
export function parseLine(text: string): ParsedLine {
  if (isTooLong(text)) return reject('too_long');
  const value = jsonOf(text);
  if (value === undefined) return reject(text.startsWith(RECORD_START) ? 'torn' : 'not_json');
  if (!isObject(value)) return reject('not_object');
  if (value['v'] !== 1) return reject('bad_version');
  switch (value['kind']) {
    case 'start':
      return parseStart(value);
    case 'end':
      return parseEnd(value);
    case 'forget':
      return parseForget(value);
    case 'import':
      return parseImport(value);
    case 'past':
      return parsePast(value);
    default:
      return reject('bad_kind');
  }
}

/**
 * Cuts a line that is no JSON wherever a record may begin. A torn write glues what follows it to its rest, and such a line still
 * holds whole records: no record can contain this text, because inside a JSON string its quotes are escaped.
 */
export function weldedParts(text: string): readonly string[] {
  const starts: number[] = [];
  for (let at = text.indexOf(RECORD_START); at !== -1; at = text.indexOf(RECORD_START, at + 1)) starts.push(at);
  if (starts.length === 0 || (starts.length === 1 && starts[0] === 0)) return [text];
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
}

const RECORD_START = '{"v":';
const MOST_RUNS = 1e12;

const reject = (reason: RejectReason): ParsedLine => ({ ok: false, reason });
const accept = (record: JournalRecord): ParsedLine => ({ ok: true, record });

function isTooLong(text: string): boolean {
  if (text.length > MAX_LINE_BYTES) return true;
  return text.length * 3 > MAX_LINE_BYTES && Buffer.byteLength(text) > MAX_LINE_BYTES;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseStart(value: Fields): ParsedLine {
  const run = nonEmpty(value['run']);
  if (run === undefined) return reject('no_run');
  const identity = identityFrom(value);
  if (typeof identity === 'string') return reject(identity);
  const at = moment(value['at']);
  if (at === undefined) return reject('bad_number');
  const pid = wholeUpTo(value['pid'], 2 ** 32);
  return accept({
    kind: 'start',
    run: hashOf(run),
    identity,
    at,
    pid,
    host: nonEmpty(value['host']),
    timeout: timeoutFrom(value),
  });
}

function parseEnd(value: Fields): ParsedLine {
  const run = nonEmpty(value['run']);
  if (run === undefined) return reject('no_run');
  const identity = identityFrom(value);
  if (typeof identity === 'string') return reject(identity);
  const written = moment(value['at']);
  const code = wholeUpTo(value['code'], 255);
  const user = cpuTime(value['user']);
  const sys = cpuTime(value['sys']);
  const us = value['real'] === undefined ? wholeUpTo(value['us'], LONGEST) : cpuTime(value['real']);
  if (written === undefined || us === undefined || code === undefined || user === undefined || sys === undefined) {
    return reject('bad_number');
  }
  // A writer without a fine clock gives its start and the elapsed seconds (docs/journal.md, `real`).
  const at = micros(value['real'] === undefined ? written : written + us);
  const record: EndRecord = {
    kind: 'end',
    run: hashOf(run),
    identity,
    at,
    us: micros(us),
    user: micros(user),
    sys: micros(sys),
    code,
    signal: positive(wholeUpTo(value['signal'], 128)),
    decision: nonEmpty(value['decision']),
    timeout: timeoutFrom(value),
  };
  return accept(record);
}

function parseForget(value: Fields): ParsedLine {
  const hook = hookFrom(value);
  if (hook === undefined) return reject('no_hook');
  const at = moment(value['at']);
  return at === undefined ? reject('bad_number') : accept({ kind: 'forget', hook, at });
}

function parseImport(value: Fields): ParsedLine {
  const hook = hookFrom(value);
  if (hook === undefined) return reject('no_hook');
  const at = moment(value['at']);
  const successful = wholeUpTo(value['successful'], MOST_RUNS);
  const failed = wholeUpTo(value['failed'], MOST_RUNS);
  const us = wholeUpTo(value['us'], Number.MAX_SAFE_INTEGER / 4);
  if (at === undefined || successful === undefined || failed === undefined || us === undefined) {
    return reject('bad_number');
  }
  return accept({ kind: 'import', hook, at, successful, failed, us: micros(us), lastAt: moment(value['last_at']) });
}

function parsePast(value: Fields): ParsedLine {
  const run = nonEmpty(value['run']);
  if (run === undefined) return reject('no_run');
  const identity = identityFrom(value);
  if (typeof identity === 'string') return reject(identity);
  const at = moment(value['at']);
  if (at === undefined) return reject('bad_number');
  const us = wholeUpTo(value['us'], LONGEST);
  return accept({
    kind: 'past',
    run: hashOf(run),
    identity,
    at,
    us: us === undefined ? undefined : micros(us),
    code: wholeUpTo(value['code'], 255),
    decision: nonEmpty(value['decision']),
    timeout: timeoutFrom(value),
  });
}
