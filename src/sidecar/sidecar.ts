// The long-running part: follows the journal, serves /metrics, keeps metrics.json and the checkpoint.

import { setImmediate as pauseImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { withResolvers } from '../base/promise.ts';
import { UserError } from '../base/user-error.ts';
import { createHookReader } from '../exports/reader.ts';
import { createSelfMetrics } from '../exports/self.ts';
import { reportOf } from '../views/report.ts';
import { snapshotJson } from '../views/snapshot-json.ts';
import type { Answer } from './answers.ts';
import type { Settings } from './config.ts';
import { journalDurations } from './durations.ts';
import { refusal } from './guard.ts';
import { type Holding, heldMessage, takeDirectory } from './holding.ts';
import { type HttpServer, type Pages, startHttp } from './http.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { createMetricsFileKeeper } from './metrics-file-keeper.ts';
import { createMetricsPage } from './metrics-page.ts';
import { adoptMetricsFile, keeperOptions, wallClock } from './once.ts';
import { startRhythm, writeFile } from './rhythm.ts';
import { createTroubles } from './troubles.ts';

export interface Sidecar {
  readonly url: string;
  /** Somebody else has taken the directory: resolves with a message that says who, once everything but the server has stopped. */
  readonly displaced: Promise<string>;
  /** Reads to the end, saves, says in metrics.json that nobody is watching any more, and lets the directory go. */
  stop(): Promise<void>;
}

/**
 * Starts a sidecar; resolves once the backlog is read and it listens. Throws UserError when the directory is held or the port
 * is in use, and what the file system says when the directory cannot be used.
 */
export async function startSidecar(places: Places, settings: Settings, log: Logger): Promise<Sidecar> {
  const why = refusal(settings);
  if (why !== undefined) throw new UserError(why);
  const startedAt = new Date().toISOString();
  const started = withResolvers<Started>();
  let running: Started | undefined;
  const taken = await takeDirectory(places, async (question) => {
    if (question === 'sync') return (await started.promise).sync();
    return running?.status() ?? { pid: process.pid, startedAt, state: 'starting' };
  });
  if (taken.held) throw new UserError(heldMessage(places.dir, taken.holder));
  try {
    running = await startParts({ places, settings, log, startedAt, holding: taken.holding });
  } catch (error) {
    await taken.holding.release(); // and cuts off whoever waits to be answered
    throw error;
  }
  started.resolve(running);
  return running;
}

interface Started extends Sidecar {
  status(): Answer;
  sync(): Promise<Answer>;
}

interface Parts {
  readonly places: Places;
  readonly settings: Settings;
  readonly log: Logger;
  readonly startedAt: string;
  readonly holding: Holding;
}

async function startParts({ places, settings, log, startedAt, holding }: Parts): Promise<Started> {
  const troubles = createTroubles(log);
  const mayWrite = (): boolean => holding.isOurs();
  const keeper = await openKeeper({ ...keeperOptions(places, settings, log), mayWrite });
  const { http, open, close } = await openServer({ places, settings, log, keeper });
  try {
    adoptMetricsFile(places, keeper, log);
    await keeper.settle();
  } catch (error) {
    await close();
    throw error;
  }
  const file = createMetricsFileKeeper(places.metricsFile);
  const displaced = withResolvers<string>();
  const onDisplaced = (holder: Answer): void => {
    rhythm.stop();
    displaced.resolve(heldMessage(places.dir, holder));
  };
  const rhythm = startRhythm({ keeper, file, holding, places, settings, log, troubles, onDisplaced });
  open();
  return {
    url: http.url,
    displaced: displaced.promise,
    status: () => statusOf(keeper, { startedAt, url: http.url }),
    async sync() {
      await keeper.settle();
      if (!keeper.save() || !writeFile({ keeper, file, places, troubles }, { monitoringActive: true }))
        return { error: `the sidecar cannot write in ${places.dir}; its log has the reason` };
      return statusOf(keeper, { startedAt, url: http.url });
    },
    async stop() {
      rhythm.stop();
      await close();
      await keeper.settle().catch((error: unknown) => troubles.failed('the journal cannot be read', error));
      keeper.save();
      if (holding.isOurs()) writeFile({ keeper, file, places, troubles }, { monitoringActive: false });
      await holding.release();
    },
  };
}

interface OpenServer {
  readonly http: HttpServer;
  /** From now on it is ready. */
  open(): void;
  close(): Promise<void>;
}

/** Listens at once, so that a port in use is told before the backlog is read; but is not ready yet. */
async function openServer({
  places,
  settings,
  log,
  keeper,
}: Omit<Parts, 'startedAt' | 'holding'> & { keeper: Keeper }): Promise<OpenServer> {
  const version = packageVersion();
  const pause = async (): Promise<void> => void (await pauseImmediate());
  const reader = createHookReader({ version, pause });
  const self = createSelfMetrics(() => selfReadings(keeper), { version, nodeVersion: process.version });
  let ready = false;
  const http = await listen(settings, {
    isReady: () => ready,
    metrics: createMetricsPage({ keeper, reader, self, log, now: wallClock, pause }),
    snapshot: () => snapshotJson(keeper.snapshot()),
    report: shared(async () => reportOf(keeper.snapshot(), await journalDurations(places.journal, pause))),
    failed: (path, error) => log.error({ err: error }, `${path} could not be built`),
  });
  return {
    http,
    open() {
      ready = true;
    },
    async close() {
      await http.close();
      self.close();
      await reader.shutdown();
    },
  };
}

/** Whoever asks while an answer is being made gets that one: the whole journal is not read twice at a time. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    current ??= make().finally(() => {
      current = undefined;
    });
    return current;
  };
}

async function listen(settings: Settings, pages: Pages): Promise<HttpServer> {
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
