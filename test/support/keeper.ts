// The inner parts of a sidecar on a directory, in the test's own process.

import { pino } from 'pino';
import { type Places, placesIn } from '../../src/base/paths.ts';
import { readSettings, type Settings } from '../../src/sidecar/config.ts';
import { prepareDirectory } from '../../src/sidecar/directory.ts';
import { type Keeper, openKeeper } from '../../src/sidecar/keeper.ts';
import { keeperOptions } from '../../src/sidecar/once.ts';

export const silentLog = pino({ level: 'silent' });

export interface Kept {
  readonly places: Places;
  readonly settings: Settings;
  readonly keeper: Keeper;
}

export async function keeperOn(dir: string): Promise<Kept> {
  const places = placesIn(dir);
  const read = readSettings({ port: 0 }, {}, places.config);
  if (!read.ok) throw new Error(read.message);
  prepareDirectory(places);
  const keeper = await openKeeper(keeperOptions(places, read.settings, silentLog));
  return { places, settings: read.settings, keeper };
}
