// The sidecar's server: opened before there is anything to serve, and ready when there is.

import type { Logger } from 'pino';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { createHookReader } from '../exports/reader.ts';
import { createSelfMetrics, type SelfReadings } from '../exports/self.ts';
import { reportOf } from '../views/report.ts';
import { snapshotJson } from '../views/snapshot-json.ts';
import type { Settings } from './config.ts';
import { journalDurations } from './durations.ts';
import { type HttpServer, type Pages, startHttp } from './http.ts';
import type { Keeper } from './keeper.ts';
import { createMetricsPage } from './metrics-page.ts';
import { wallClock } from './once.ts';

export interface ServerParts {
  readonly places: Places;
  readonly settings: Settings;
  readonly log: Logger;
  readonly keeper: Keeper;
  pause(): Promise<void>;
  pushErrors(): number;
}

export interface OpenServer {
  readonly http: HttpServer;
  /** From now on it is ready. */
  open(): void;
  close(): Promise<void>;
}

/** Listens at once, so that a port in use is told before the backlog is read; but is not ready yet. */
export async function openServer({
  places,
  settings,
  log,
  keeper,
  pause,
  pushErrors,
}: ServerParts): Promise<OpenServer> {
  const version = packageVersion();
  const reader = createHookReader({ version, pause });
  const self = createSelfMetrics(() => ({ ...selfReadings(keeper), pushErrors: pushErrors() }), {
    version,
    nodeVersion: process.version,
  });
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

function selfReadings(keeper: Keeper): Omit<SelfReadings, 'pushErrors'> {
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
