// Whole microseconds inside, seconds outside. All conversions and all time arithmetic live here,
// because `+` on a branded number loses its brand.

declare const unit: unique symbol;

/** Whole microseconds: a duration, or a wall-clock moment since 1970-01-01 UTC. Exact up to 2^53 µs (285 years). */
export type Micros = number & { readonly [unit]: 'us' };
/** Seconds, possibly fractional, as Prometheus and OpenTelemetry want them. */
export type Seconds = number & { readonly [unit]: 's' };
/** Milliseconds, possibly fractional, as the spec's metrics.json wants them. */
export type Millis = number & { readonly [unit]: 'ms' };

export const SECOND = 1_000_000 as Micros;
export const DAY = 86_400_000_000 as Micros;

/** Brands a number that is already whole microseconds. */
export const micros = (value: number): Micros => value as Micros;
/** Rounds to the nearest microsecond. */
export const microsFromSeconds = (seconds: number): Micros => Math.round(seconds * 1e6) as Micros;
export const microsFromMillis = (millis: number): Micros => Math.round(millis * 1e3) as Micros;
export const toSeconds = (value: Micros): Seconds => (value / 1e6) as Seconds;
export const toMillis = (value: Micros): Millis => (value / 1e3) as Millis;

export const add = (a: Micros, b: Micros): Micros => (a + b) as Micros;
/** The time from `earlier` to `later`, never negative: a clock that stepped back gives 0. */
export const since = (earlier: Micros, later: Micros): Micros => Math.max(0, later - earlier) as Micros;

/** The UTC day of a moment as `YYYY-MM-DD`. */
export function utcDay(at: Micros): string {
  return new Date(Math.floor(at / 1e3)).toISOString().slice(0, 10);
}

/** Midnight UTC at the start of a `YYYY-MM-DD` day. */
export const dayStart = (day: string): Micros => (Date.parse(`${day}T00:00:00Z`) * 1e3) as Micros;
