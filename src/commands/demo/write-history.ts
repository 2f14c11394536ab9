import { mkdirSync, writeFileSync } from 'node:fs';
import type { Places } from '../../base/paths.ts';
import { type Micros, utcDay } from '../../base/units.ts';
import { UserError } from '../../base/user-error.ts';
import type { LineFields } from '../../journal/append.ts';
import { plainFile } from '../../journal/day-file.ts';
import { listDays } from '../../journal/segments.ts';
import { demoHistory } from './history.ts';

/** Writes the invented weeks into a state directory that has no journal of its own yet; returns how many runs. Throws UserError where it has. */
export function writeDemoHistory({ dir, journal }: Places, now: Micros): number {
  mkdirSync(journal, { recursive: true, mode: 0o700 });
  const [known] = listDays(journal);
  if (known !== undefined)
    throw new UserError(`${dir} has runs already (${known.day}); the demo invents none among them`);
  const days = new Map<string, LineFields[]>();
  let runs = 0;
  for (const { day, fields } of demoHistory(now)) {
    const name = utcDay(day);
    const lines = days.get(name) ?? [];
    days.set(name, lines);
    lines.push(fields);
    if (fields['kind'] === 'end') runs++;
  }
  for (const [day, lines] of days) {
    const text = lines
      .sort((a, b) => Number(a['at']) - Number(b['at']))
      .map((fields) => JSON.stringify({ v: 1, ...fields }));
    writeFileSync(plainFile(journal, day), `${text.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return runs;
}
