// One pass without a server: for `sync`, for cron and for CI.

import { hostname } from 'node:os';
import { setImmediate as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import { systemProcesses } from '../base/processes.ts';
import { type Micros, microsFromMillis } from '../base/units.ts';
import { metricsFile } from '../exports/metrics-file.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { Settings } from './config.ts';
import { keepHouse } from './housekeeping.ts';
import { type Keeper, type KeeperOptions, openKeeper } from './keeper.ts';
import { createMetricsFileKeeper, setForeignFileAside } from './metrics-file-keeper.ts';

export const wallClock = (): Micros => microsFromMillis(Date.now());

/** Microseconds by which clocks here are ahead of UTC: hours of the day are people's own. */
export const localOffset = (): number => -new Date().getTimezoneOffset() * 60e6;

/** The keeper's options on this machine. */
export function keeperOptions(places: Places, settings: Settings, log: Logger): KeeperOptions {
  return {
    places,
    maxEntries: settings.maxEntries,
    host: hostname(),
    processes: systemProcesses(),
    log,
    now: wallClock,
    pause: async () => void (await pause()),
  };
}

/** Reads the journal to its end, settles what is over, saves, and writes metrics.json. The caller holds the directory. */
export async function syncOnce(places: Places, settings: Settings, log: Logger): Promise<Snapshot> {
  const keeper = await openKeeper(keeperOptions(places, settings, log));
  adoptMetricsFile(places, keeper, log);
  // The first pass sees which processes are gone, the second that they left no end behind.
  await keeper.settle();
  await keeper.settle();
  await keepHouse(keeper, { places, retention: retentionOf(settings), now: wallClock(), log });
  keeper.save();
  const snapshot = keeper.snapshot();
  createMetricsFileKeeper(places.metricsFile).write(metricsFile(snapshot, { monitoringActive: false }));
  return snapshot;
}

export interface Look {
  readonly snapshot: Snapshot;
  /** What no checkpoint had counted yet. */
  readonly unreadBytes: number;
  /** The latest day that has left the journal; '' before the first. */
  readonly droppedThrough: string;
  /** Runs that will not end, see Ledger. */
  readonly settled: ReturnType<Ledger['settledRuns']>;
}

/** What is true now, without holding the directory or writing anything. `pause` is called between slices of the reading. */
export async function look(
  places: Places,
  settings: Settings,
  log: Logger,
  pause?: () => Promise<void>,
): Promise<Look> {
  const options = keeperOptions(places, settings, log);
  const keeper = await openKeeper({ ...options, pause: pause ?? options.pause, readOnly: true });
  const unreadBytes = keeper.tail.lagBytes();
  await keeper.catchUp();
  const droppedThrough = keeper.ledger.droppedThrough();
  const settled = keeper.ledger.settledRuns();
  return { snapshot: keeper.snapshot(), unreadBytes, droppedThrough, settled };
}

export function retentionOf({ retentionDays, retentionBytes }: Settings): { days: number; bytes: number } {
  return { days: retentionDays, bytes: retentionBytes };
}

/** Before anything is written. Where there is a checkpoint, metrics.json is our own, whatever is in it. */
export function adoptMetricsFile(places: Places, keeper: Keeper, log: Logger): void {
  if (keeper.hadCheckpoint) return;
  const aside = setForeignFileAside(places.metricsFile);
  if (aside === undefined) return;
  log.warn(
    `a metrics.json from elsewhere was there: it is now ${aside}; \`hookmeter import metrics-json ${aside}\` takes its totals over`,
  );
}
