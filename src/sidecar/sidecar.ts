// The long-running part: follows the journal, serves /metrics, keeps metrics.json and the checkpoint. All timers are here.

import { type FSWatcher, watch } from 'node:fs';
import { setImmediate as pauseImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { metricsFile } from '../exports/metrics-file.ts';
import { createHookReader } from '../exports/reader.ts';
import { createSelfMetrics } from '../exports/self.ts';
import { reportOf } from '../views/report.ts';
import type { Settings } from './config.ts';
import { prepareDirectory } from './directory.ts';
import { journalDurations } from './durations.ts';
import { refusal } from './guard.ts';
import { keepHouse } from './housekeeping.ts';
import { type HttpServer, startHttp } from './http.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { type Answer, acquire, type Question, socketPath } from './lock.ts';
import { createMetricsFileKeeper, type MetricsFileKeeper } from './metrics-file-keeper.ts';
import { createMetricsPage } from './metrics-page.ts';
import { adoptMetricsFile, keeperOptions, retentionOf, wallClock } from './once.ts';

export interface Sidecar {
  readonly url: string;
  /** Reads to the end, saves, says in metrics.json that nobody is watching any more, and lets the directory go. */
  stop(): Promise<void>;
}

const LOOK_MS = 100;
const FILE_MS = 100;
const SETTLE_MS = 1000;
const SAVE_MS = 5000;
const HOUSE_MS = 3_600_000;

/**
 * Starts a sidecar; resolves once the backlog is read and it listens. Throws UserError when the directory is held or the port
 * is in use, and what the file system says when the directory cannot be used.
 */
export async function startSidecar(places: Places, settings: Settings, log: Logger): Promise<Sidecar> {
  const why = refusal(settings);
  if (why !== undefined) throw new UserError(why);
  prepareDirectory(places);
  const startedAt = new Date().toISOString();
  let answer: (question: Question) => Promise<Answer> = async () => ({
    pid: process.pid,
    startedAt,
    state: 'starting',
  });
  const lock = await acquire(socketPath(places.socket, process.env), (question) => answer(question));
  if (lock.held) throw new UserError(heldMessage(places.dir, lock.holder));
  let started: Started;
  try {
    started = await startParts(places, settings, log);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const { keeper, file, http } = started;
  answer = async (question) => {
    if (question === 'sync') {
      await keeper.settle();
      if (!keeper.save()) return { error: 'the checkpoint cannot be written; the log of the sidecar has the reason' };
      file.write(metricsFile(keeper.snapshot(), { monitoringActive: true }));
    }
    return statusOf(keeper, { startedAt, url: http.url });
  };
  return {
    url: http.url,
    async stop() {
      await started.stop();
      await lock.release();
    },
  };
}

export function heldMessage(dir: string, holder: Answer): string {
  const who =
    holder['pid'] === undefined
      ? 'another sidecar'
      : `the sidecar with pid ${holder['pid']}, started ${holder['startedAt']}`;
  return `${dir} is held by ${who}; stop that one, or choose another directory with --dir`;
}

interface Started {
  readonly keeper: Keeper;
  readonly file: MetricsFileKeeper;
  readonly http: HttpServer;
  stop(): Promise<void>;
}

async function startParts(places: Places, settings: Settings, log: Logger): Promise<Started> {
  const options = keeperOptions(places, settings, log);
  const keeper = await openKeeper(options);
  adoptMetricsFile(places, log);
  const version = packageVersion();
  const pause = async (): Promise<void> => void (await pauseImmediate());
  const reader = createHookReader({ version, pause });
  const self = createSelfMetrics(() => selfReadings(keeper), { version, nodeVersion: process.version });
  let ready = false;
  const http = await listen(settings, {
    isReady: () => ready,
    metrics: createMetricsPage({ keeper, reader, self, log, now: wallClock, pause }),
    snapshot: () => keeper.snapshot(),
    report: async () => reportOf(keeper.snapshot(), await journalDurations(places.journal, pause)),
  });
  const file = createMetricsFileKeeper(places.metricsFile);
  await keeper.settle();
  const rhythm = startRhythm({ keeper, file, places, settings, log });
  ready = true;
  return {
    keeper,
    file,
    http,
    async stop() {
      rhythm.stop();
      await http.close();
      await keeper.settle();
      keeper.save();
      writeFile(keeper, file, { monitoringActive: false, places, log });
      self.close();
      await reader.shutdown();
    },
  };
}

async function listen(settings: Settings, pages: Parameters<typeof startHttp>[1]): Promise<HttpServer> {
  try {
    return await startHttp(settings, pages);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const where = `${settings.host}:${settings.port}`;
    if (error.code === 'EADDRINUSE')
      throw new UserError(`${where} is in use; choose another with --port, or 0 for any`);
    throw new UserError(`${where} cannot be listened on: ${error.message}`);
  }
}

interface RhythmParts {
  readonly keeper: Keeper;
  readonly file: MetricsFileKeeper;
  readonly places: Places;
  readonly settings: Settings;
  readonly log: Logger;
}

/** Everything that happens by itself. */
function startRhythm(parts: RhythmParts): { stop(): void } {
  const { keeper, file, places, settings, log } = parts;
  let written = -1;
  const look = guarded(log, () => keeper.catchUp());
  const write = (): void => {
    const version = keeper.ledger.version();
    if (version === written && !file.isDisturbed()) return;
    if (writeFile(keeper, file, { monitoringActive: true, places, log })) written = version;
  };
  const house = guarded(log, () =>
    keepHouse(keeper, { places, retention: retentionOf(settings), now: wallClock(), log }),
  );
  const watcher = watchJournal(places.journal, look, log);
  write();
  void house();
  const timers = [
    setInterval(look, LOOK_MS),
    setInterval(write, FILE_MS),
    setInterval(
      guarded(log, () => keeper.settle()),
      SETTLE_MS,
    ),
    setInterval(() => keeper.isUnsaved() && keeper.save(), SAVE_MS),
    setInterval(house, HOUSE_MS),
  ];
  return {
    stop() {
      watcher?.close();
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** Never twice at a time, and never fatal: the journal is on disk, the next round finds it. */
function guarded(log: Logger, work: () => Promise<void>): () => Promise<void> {
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, 'this round failed; the next one follows');
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

function writeFile(
  keeper: Keeper,
  file: MetricsFileKeeper,
  { monitoringActive, places, log }: { monitoringActive: boolean; places: Places; log: Logger },
): boolean {
  try {
    file.write(metricsFile(keeper.snapshot(), { monitoringActive }));
    return true;
  } catch (error) {
    keeper.countWriteError();
    log.error({ err: String(error) }, `${places.metricsFile} cannot be written; it is tried again`);
    return false;
  }
}

function selfReadings(keeper: Keeper): ReturnType<Parameters<typeof createSelfMetrics>[0]> {
  const { reading, entries } = keeper.snapshot();
  return {
    reading,
    entries: entries.length,
    lagBytes: keeper.tail.lagBytes(),
    lagSeconds: keeper.lagSeconds(),
    checkpointAge: keeper.checkpointAge(),
    writeErrors: keeper.writeErrors(),
  };
}

function statusOf(keeper: Keeper, { startedAt, url }: { startedAt: string; url: string }): Answer {
  const { reading } = keeper.snapshot();
  return {
    pid: process.pid,
    version: packageVersion(),
    startedAt,
    url,
    state: 'running',
    lagBytes: keeper.tail.lagBytes(),
    openRuns: reading.openRuns,
    lines: reading.lines,
    rejects: Object.fromEntries(reading.rejects),
  };
}
