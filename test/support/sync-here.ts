// `hookmeter sync` without a process of its own, for a directory that nobody holds: a tenth of the time.

import { pino } from 'pino';
import { placesIn } from '../../src/base/paths.ts';
import { readSettings } from '../../src/sidecar/config.ts';
import { prepareDirectory } from '../../src/sidecar/directory.ts';
import { syncOnce } from '../../src/sidecar/once.ts';

/** Resolves with the messages that it logged as warnings. `env` as in `hookmeter sync`: HOOKMETER_RETENTION_DAYS and so on. */
export async function syncHere(dir: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const places = placesIn(dir);
  const read = readSettings({}, env, places.config);
  if (!read.ok) throw new Error(read.message);
  prepareDirectory(places);
  const told: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void told.push(JSON.parse(line).msg) });
  await syncOnce(places, read.settings, log);
  return told;
}
