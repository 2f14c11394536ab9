// Everything in a sidecar that happens by itself. All timers are here; what they call is elsewhere.

import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import { metricsFile } from '../exports/metrics-file.ts';
import type { Answer } from './answers.ts';
import type { Settings } from './config.ts';
import type { Holding } from './holding.ts';
import { keepHouse } from './housekeeping.ts';
import type { Keeper } from './keeper.ts';
import type { MetricsFileKeeper } from './metrics-file-keeper.ts';
import { retentionOf, wallClock } from './once.ts';
import type { Troubles } from './troubles.ts';

const LOOK_MS = 100;
const FILE_MS = 100;
const FILE_RETRY_MS = 1000;
const HOLD_MS = 500;
const MANIFEST_MS = 500;
const SETTLE_MS = 1000;
const SAVE_MS = 5000;
const HOUSE_MS = 3_600_000;

export interface RhythmParts {
  readonly keeper: Keeper;
  readonly file: MetricsFileKeeper;
  readonly holding: Holding;
  readonly places: Places;
  readonly settings: Settings;
  readonly log: Logger;
  readonly troubles: Troubles;
  /** Somebody else has the directory now. */
  onDisplaced(holder: Answer): void;
}

export function startRhythm(parts: RhythmParts): { stop(): void } {
  const { keeper, holding, places, settings, log, troubles } = parts;
  const look = guarded(troubles, () => keeper.catchUp());
  const settle = guarded(troubles, () => keeper.settle());
  const house = guarded(troubles, () =>
    keepHouse(keeper, { places, retention: retentionOf(settings), now: wallClock(), log }),
  );
  const hold = guarded(troubles, async () => {
    const holder = await holding.check();
    if (holder !== undefined) parts.onDisplaced(holder);
  });
  const write = fileWriter(parts);
  const watcher = watchJournal(places.journal, look, log);
  write();
  void house();
  const timers = [
    setInterval(look, LOOK_MS),
    setInterval(write, FILE_MS),
    setInterval(hold, HOLD_MS),
    setInterval(() => keeper.lookAtManifest(), MANIFEST_MS),
    setInterval(settle, SETTLE_MS),
    setInterval(() => keeper.saveIfNeeded(), SAVE_MS),
    setInterval(house, HOUSE_MS),
  ];
  return {
    stop() {
      watcher?.close();
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** Writes metrics.json where something in it changed, or somebody changed it. */
function fileWriter(parts: RhythmParts): () => void {
  const { keeper, file, holding } = parts;
  let written = -1;
  let notBefore = 0;
  return () => {
    const version = keeper.ledger.version();
    if ((version === written && !file.isDisturbed()) || !holding.isOurs() || performance.now() < notBefore) return;
    if (writeFile(parts, { monitoringActive: true })) written = version;
    else notBefore = performance.now() + FILE_RETRY_MS;
  };
}

/** False when it could not, which is logged and counted. */
export function writeFile(
  { keeper, file, places, troubles }: Pick<RhythmParts, 'keeper' | 'file' | 'places' | 'troubles'>,
  { monitoringActive }: { monitoringActive: boolean },
): boolean {
  const trouble = `${places.metricsFile} cannot be written; it is tried again`;
  try {
    file.write(metricsFile(keeper.snapshot(), { monitoringActive }));
    troubles.worked(trouble, `${places.metricsFile} is written again`);
    return true;
  } catch (error) {
    keeper.countWriteError();
    troubles.failed(trouble, error);
    return false;
  }
}

/** Never twice at a time, and never fatal: the journal is on disk, the next round finds it. */
function guarded(troubles: Troubles, work: () => Promise<void>): () => Promise<void> {
  const trouble = 'a round over the directory failed; the next one follows';
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    try {
      await work();
      troubles.worked(trouble, 'rounds over the directory succeed again');
    } catch (error) {
      troubles.failed(trouble, error);
    } finally {
      running = false;
    }
  };
}

/** Tells of new lines at once where the system can; the look every tenth of a second finds them where it cannot. */
function watchJournal(journal: string, look: () => Promise<void>, log: Logger): FSWatcher | undefined {
  try {
    return watch(journal, () => void look()).on('error', (error) =>
      log.warn({ err: error.message }, 'watching stopped; polling goes on'),
    );
  } catch (error) {
    log.warn({ err: String(error) }, 'the journal cannot be watched; it is polled');
    return undefined;
  }
}
