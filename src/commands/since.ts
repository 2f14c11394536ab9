import { DAY, dayStart, type Micros, micros } from '../base/units.ts';
import { UserError } from '../base/user-error.ts';

/** The moment that `30d`, `2w`, `12h` or `2026-11-01` (UTC) means. Throws UserError for anything else. */
export function momentFrom(text: string, now: Micros): Micros {
  const [, count, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    const length = unit === 'h' ? DAY / 24 : unit === 'd' ? DAY : 7 * DAY;
    return micros(Math.max(0, now - Number(count) * length));
  }
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? dayStart(text) : Number.NaN;
  if (day >= 0) return micros(day);
  throw new UserError(`--since is ${JSON.stringify(text)}; expected a time like 30d, 2w, 12h or 2026-11-01`);
}
