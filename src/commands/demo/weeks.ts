import type { Places } from '../../base/paths.ts';
import { microsFromMillis } from '../../base/units.ts';
import { save } from '../baseline/save.ts';
import { writeDemoHistory } from './write-history.ts';

/** A baseline of the invented weeks without their last days, in which a hook became slower and another broke. */
export const BEFORE = 'before';

/** Writes the invented weeks and a baseline; returns how many runs. Throws UserError where there is a journal already. */
export async function inventWeeks(places: Places): Promise<number> {
  const runs = writeDemoHistory(places, microsFromMillis(Date.now()));
  await save(BEFORE, { until: '4d', force: true }, places);
  return runs;
}
