import { DAY, dayStart, type Micros, micros } from './units.ts';
import { UserError } from './user-error.ts';

/** The moment that `30d`, `2w`, `12h` (ago), `2026-11-01` or `2026-11-01T08:30Z` means. `flag` is named in the UserError for anything else. */
export function momentFrom(text: string, now: Micros, flag = '--since'): Micros {
  const [, count, unit] = /^(\d{1,6})(m|h|d|w)$/.exec(text) ?? [];
  if (count !== undefined) return micros(Math.max(0, now - Number(count) * (UNITS.get(unit ?? '') ?? 0)));
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? dayStart(text) : clockTime(text);
  if (moment >= 0 && isDay(text.slice(0, 10))) return micros(moment);
  throw new UserError(
    `${flag} is ${JSON.stringify(text)}; expected a time like 30d, 2w, 12h, 30m, 2026-11-01 or 2026-11-01T08:30Z`,
  );
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', DAY / 1440],
  ['h', DAY / 24],
  ['d', DAY],
  ['w', 7 * DAY],
]);

/** `Date.parse` takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const begins = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(begins) && new Date(begins).toISOString().startsWith(day);
}

/** NaN for what is none. Without a zone it could mean two moments. */
function clockTime(text: string): number {
  const isComplete = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  return isComplete ? Date.parse(text) * 1e3 : Number.NaN;
}
