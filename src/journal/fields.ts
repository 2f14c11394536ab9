// The fields of a line: each reader gives a usable value, or undefined.

import { type Micros, micros, microsFromSeconds } from '../base/units.ts';
import { type Identity, identityOf, type RejectReason } from './record.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A year; a larger duration would poison every sum. */
export const LONGEST = 366 * 86_400_000_000;
/** Later is a broken clock or a broken line. */
export const LATEST = 4_102_444_800_000_000; // 2100-01-01

/** The identity, or the reason why there is none. */
export function identityFrom(value: Fields): Identity | RejectReason {
  const hook = hookFrom(value);
  if (hook === undefined) return 'no_hook';
  const event = textOrAbsent(value['event']);
  const agent = textOrAbsent(value['agent']);
  const project = textOrAbsent(value['project']);
  if (event === undefined || agent === undefined || project === undefined) return 'bad_text';
  return identityOf(hook, withoutNul(event), withoutNul(agent), withoutNul(project));
}

export const hookFrom = (value: Fields): string | undefined => withoutNul(nonEmpty(value['hook']));

/** NUL separates the names in an identity's key. */
function withoutNul<T extends string | undefined>(name: T): T;
function withoutNul(name: string | undefined): string | undefined {
  return name?.replaceAll('\u0000', '\ufffd');
}

export function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textOrAbsent(value: unknown): string | undefined {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : undefined;
}

export function wholeUpTo(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most ? value : undefined;
}

export const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value);

export function moment(value: unknown): Micros | undefined {
  const whole = wholeUpTo(value, LATEST);
  return whole === undefined ? undefined : micros(whole);
}

/** Seconds as bash's `time` prints them ("0.120"; a comma in some locales), or as a number; absent is 0. */
export function cpuTime(value: unknown): Micros | undefined {
  if (value === undefined) return micros(0);
  const seconds = typeof value === 'string' && SECONDS.test(value) ? Number(value.replace(',', '.')) : value;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST / 1e6)) return undefined;
  return microsFromSeconds(seconds);
}

const SECONDS = /^\d+(?:[.,]\d+)?$/;

export function timeoutFrom(value: Fields): Micros | undefined {
  const seconds = value['timeout'];
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= LONGEST / 1e6)) return undefined;
  return microsFromSeconds(seconds);
}
