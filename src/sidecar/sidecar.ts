// The long-running part: follows the journal, serves /metrics, keeps metrics.json and the checkpoint.

import { setImmediate as pauseImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import { withResolvers } from '../base/promise.ts';
import { UserError } from '../base/user-error.ts';
import type { OtlpSettings } from '../exports/otlp-settings.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { Answer } from './answers.ts';
import type { Settings } from './config.ts';
import { refusal } from './guard.ts';
import { type Holding, heldMessage, takeDirectory } from './holding.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { createLive } from './live.ts';
import { createMetricsFileKeeper } from './metrics-file-keeper.ts';
import { adoptMetricsFile, keeperOptions } from './once.ts';
import { otlpFromEnvironment, type Pushing, startPushing } from './pushing.ts';
import { startRhythm, writeFile } from './rhythm.ts';
import { openServer } from './server.ts';
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
  const otlp = settings.otlp ? otlpFromEnvironment(process.env) : undefined;
  const startedAt = new Date().toISOString();
  const started = withResolvers<Started>();
  let running: Started | undefined;
  const taken = await takeDirectory(places, async (question) => {
    if (question === 'sync') return (await started.promise).sync();
    return running?.status() ?? { pid: process.pid, startedAt, state: 'starting' };
  });
  if (taken.held) throw new UserError(heldMessage(places.dir, taken.holder));
  try {
    running = await startParts({ places, settings, otlp, log, startedAt, holding: taken.holding });
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
  /** Where to push, if anywhere. */
  readonly otlp: OtlpSettings | undefined;
  readonly log: Logger;
  readonly startedAt: string;
  readonly holding: Holding;
}

async function startParts({ places, settings, otlp, log, startedAt, holding }: Parts): Promise<Started> {
  const troubles = createTroubles(log);
  const mayWrite = (): boolean => holding.isOurs();
  const live = createLive();
  const keeper = await openKeeper({ ...keeperOptions(places, settings, log), mayWrite, watcher: live.watcher });
  let pushing: Pushing | undefined;
  const pushErrors = (): number => pushing?.errors() ?? 0;
  const parts = { places, settings, log, keeper, live, startedAt, pause: pauseOnce, pushErrors };
  const { http, open, close } = await openServer(parts);
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
  const snapshot = (): Snapshot => keeper.snapshot();
  pushing = startPushing({ settings: otlp, places, log, troubles, snapshot, mayPush: mayWrite, pause: pauseOnce });
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
      await pushing?.stop();
      await holding.release();
    },
  };
}

const pauseOnce = async (): Promise<void> => void (await pauseImmediate());

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
