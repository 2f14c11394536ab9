// The sidecar's own pushes to an OpenTelemetry receiver.

import { accessSync, constants } from 'node:fs';
import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { startPusher } from '../exports/otlp.ts';
import { type OtlpSettings, readOtlpSettings } from '../exports/otlp-settings.ts';
import { addressOf } from '../exports/secrets.ts';
import type { Snapshot } from '../ledger/snapshot.ts';
import { originOf } from './origin.ts';
import { createToldStore } from './told-store.ts';
import type { Troubles } from './troubles.ts';

export interface Pushing {
  /** How many pushes have failed. */
  errors(): number;
  /** A last push of what stands now; gives up after a few seconds. */
  stop(): Promise<void>;
}

export interface PushingParts {
  readonly settings: OtlpSettings | undefined;
  readonly places: Places;
  readonly log: Logger;
  readonly troubles: Troubles;
  snapshot(): Snapshot;
  /** Whether the directory is still in our hands. */
  mayPush(): boolean;
  pause(): Promise<void>;
}

/** Throws UserError for a variable that cannot be used. */
export function otlpFromEnvironment(env: Readonly<Record<string, string | undefined>>): OtlpSettings {
  const read = readOtlpSettings(env);
  if (!read.ok) throw new UserError(read.message);
  for (const [variable, path] of read.settings.files) {
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      throw new UserError(`${variable}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return read.settings;
}

/** Does nothing without settings, and where OTEL_SDK_DISABLED says so. */
export function startPushing({ settings, places, log, troubles, ...parts }: PushingParts): Pushing {
  if (settings === undefined) return NOTHING;
  if (settings.isDisabled) {
    log.info('OTEL_SDK_DISABLED is true: nothing is pushed');
    return NOTHING;
  }
  for (const warning of settings.warnings) log.warn(warning);
  const address = addressOf(settings.endpoint);
  const trouble = `${address} does not take what is pushed; nothing is lost, and it is tried again`;
  const store = createToldStore(places.told, address);
  let errors = 0;
  let remarked: string | undefined;
  const pusher = startPusher({
    settings,
    origin: originOf(places, log),
    told: store.read(),
    onTold: store.write,
    take: parts.snapshot,
    mayPush: parts.mayPush,
    pause: parts.pause,
    onRemark(remark) {
      if (remark !== remarked) log.warn({ remark }, `${address} took a push, but says something about it`);
      remarked = remark;
    },
    onResult(result) {
      if (result.ok) return troubles.worked(trouble, `${address} takes what is pushed again`);
      errors++;
      troubles.failed(trouble, result.reason);
    },
  });
  log.info({ endpoint: address, everyMs: settings.intervalMs }, 'pushing');
  return {
    errors: () => errors,
    async stop() {
      const last = pusher.stop().catch(() => {});
      let patience: NodeJS.Timeout | undefined;
      const gaveUp = new Promise<void>((resolve) => {
        patience = setTimeout(() => {
          log.warn(`${address} does not answer; the next start pushes what is left`);
          resolve();
        }, LAST_PUSH_MS);
      });
      await Promise.race([last, gaveUp]);
      clearTimeout(patience);
    },
  };
}

/** Less than the ten seconds that Docker gives a container. */
const LAST_PUSH_MS = 4000;

const NOTHING: Pushing = { errors: () => 0, stop: async () => {} };
