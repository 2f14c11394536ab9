// Numbers as people read them. What is not known is a dash, and nothing that is not all is rounded to all.

export const NOTHING = '–';

/** Milliseconds as a duration with three figures, written as in the sentences of reports and advice. */
export function duration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NOTHING;
  if (ms < 0.05) return '0ms';
  if (ms < 999.5) return `${three(ms)}ms`;
  if (ms < 119_500) return `${three(ms / 1e3)}s`;
  const seconds = Math.round(ms / 1e3);
  if (seconds < 3600) return both(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 2880) return both(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return `${Math.round(minutes / 1440)} d`;
}

const three = (value: number): number => Number(value.toPrecision(3));

const both = (large: number, unit: string, small: number, smaller: string): string =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;

/** How long an open run runs: tenths of a second while that is what changes. */
export function runningFor(ms: number): string {
  return ms < 119_500 ? `${(Math.max(0, ms) / 1e3).toFixed(1)}s` : duration(ms);
}

/** How long ago. A clock that is ahead gives `now`. */
export function ago(ms: number): string {
  const seconds = Math.floor(ms / 1e3);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** A rate from 0 to 1. */
export function percent(rate: number | null): string {
  if (rate === null || !Number.isFinite(rate)) return NOTHING;
  if (rate <= 0) return '0%';
  if (rate >= 1) return '100%';
  const value = rate * 100;
  if (value < 0.1) return '<0.1%';
  if (value > 99.9) return '>99.9%';
  return value < 10 || value > 90 ? `${Number(value.toFixed(1))}%` : `${Math.round(value)}%`;
}

export const count = (value: number): string => WHOLE.format(value);

/** `1 run`, `2 runs`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export function bytes(value: number): string {
  if (value < 1000) return counted(value, 'byte');
  return value < 999_500 ? `${Math.round(value / 1e3)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

/** `2026-11-24 14:03` in UTC, as all sentences of hookmeter give moments. */
export const moment = (ms: number): string => iso(ms).slice(0, 16).replace('T', ' ');
/** `Nov 24` in UTC. */
export const day = (ms: number): string => DAY.format(Math.min(FURTHEST, Math.max(-FURTHEST, ms)));
/** `14:03:21` in UTC. */
export const clock = (ms: number): string => iso(ms).slice(11, 19);

/** How many times as much, for a change: `1.6×`. */
export const times = (was: number, is: number): string => {
  const factor = was <= 0 ? Number.POSITIVE_INFINITY : Math.max(was, is) / Math.max(Math.min(was, is), 1e-3);
  if (!Number.isFinite(factor)) return '';
  return `${factor < 9.95 ? factor.toFixed(1) : Math.round(factor)}×`;
};

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const DAY = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const FURTHEST = 8.64e15;
/** ISO 8601; the furthest moment there is for one that is too far. */
export const iso = (ms: number): string => new Date(Math.min(FURTHEST, Math.max(-FURTHEST, ms))).toISOString();
