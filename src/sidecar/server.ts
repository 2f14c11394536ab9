// The sidecar's server: opened before there is anything to serve, and ready when there is.

import type { Logger } from 'pino';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { createHookReader } from '../exports/reader.ts';
import { createSelfMetrics, type SelfReadings } from '../exports/self.ts';
import { runKey } from '../journal/run-hash.ts';
import { hookTotals } from '../ledger/hook-totals.ts';
import { healthOf } from '../views/api/health.ts';
import { openItem } from '../views/api/live.ts';
import type { Health, OpenItem } from '../views/api/types.ts';
import { snapshotJson } from '../views/snapshot-json.ts';
import type { Settings } from './config.ts';
import type { LedgerFacts } from './history-desk.ts';
import { createHistoryThread } from './history-thread.ts';
import { type HttpServer, type Pages, startHttp } from './http.ts';
import type { Keeper } from './keeper.ts';
import type { Live } from './live.ts';
import { createMetricsPage } from './metrics-page.ts';
import { localOffset, wallClock } from './once.ts';
import { makeReport, type ReportWork } from './report.ts';
import { surveyInThread } from './survey-thread.ts';

export interface ServerParts {
  readonly places: Places;
  readonly settings: Settings;
  readonly log: Logger;
  readonly keeper: Keeper;
  readonly live: Live;
  /** ISO 8601. */
  readonly startedAt: string;
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
  live,
  startedAt,
  pause,
  pushErrors,
}: ServerParts): Promise<OpenServer> {
  const version = packageVersion();
  const reader = createHookReader({ version, pause });
  const self = createSelfMetrics(() => ({ ...selfReadings(keeper), pushErrors: pushErrors() }), {
    version,
    nodeVersion: process.version,
  });
  const thread = createHistoryThread(places.journal);
  live.begin({ health: () => healthNow(keeper, { version, startedAt }), open: () => openItems(keeper), now: Date.now });
  let ready = false;
  const http = await listen(settings, {
    isReady: () => ready,
    metrics: createMetricsPage({ keeper, reader, self, log, now: wallClock, pause }),
    api: {
      snapshot: () => snapshotJson(keeper.snapshot()),
      report: shared(async () => (await makeReport(reportWork({ places, keeper }))).report),
      history: (question) => thread.ask(question, factsOf(keeper)),
      live: live.serve,
      now: wallClock,
    },
    failed: (path, error) => log.error({ err: error }, `${path} could not be built`),
  });
  return {
    http,
    open() {
      ready = true;
    },
    async close() {
      live.close();
      await http.close();
      await thread.close();
      self.close();
      await reader.shutdown();
    },
  };
}

/** Of everything, with totals that are known already. */
const reportWork = ({ places, keeper }: Pick<ServerParts, 'places' | 'keeper'>): ReportWork => ({
  places,
  now: wallClock(),
  offset: localOffset(),
  totals: async () => ({ snapshot: keeper.snapshot(), settled: keeper.ledger.settledRuns() }),
  find: surveyInThread, // what runs mean takes a second of a long history, in which everybody else would wait
});

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

function factsOf(keeper: Keeper): LedgerFacts {
  const { entries, imported, past, neverRan } = keeper.snapshot();
  const known = new Set(hookTotals({ entries, imported, past }).map(({ hook }) => hook));
  const names = [...entries.map(({ identity }) => identity.hook), ...[...imported, ...past].map(({ hook }) => hook)];
  return {
    forgotten: new Set(names.filter((hook) => !known.has(hook))),
    neverRan: neverRan.map(({ identity }) => identity),
    settled: keeper.ledger.settledRuns(),
  };
}

function healthNow(keeper: Keeper, { version, startedAt }: { version: string; startedAt: string }): Health {
  return healthOf({
    snapshot: keeper.snapshot(),
    version,
    startedAt,
    lagBytes: keeper.tail.lagBytes(),
    lagSeconds: keeper.lagSeconds(),
    writeErrors: keeper.writeErrors(),
    checkpointAge: keeper.checkpointAge(),
  });
}

const MOST_OPEN = 1000;

function openItems(keeper: Keeper): readonly OpenItem[] {
  const identities = new Map(keeper.snapshot().entries.map(({ identity }) => [identity.key, identity]));
  return Array.from(keeper.ledger.openRuns())
    .slice(0, MOST_OPEN)
    .flatMap(({ run, entryKey, at, timeout }) => {
      const identity = identities.get(entryKey);
      return identity === undefined ? [] : [openItem({ run: runKey(run), identity, at, timeout })];
    });
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
