// What goes wrong ten times a second is told when it begins and when it is over.

import type { Logger } from 'pino';

export interface Troubles {
  /** Logs the first failure of a kind; `what` names the kind. */
  failed(what: string, error: unknown): void;
  /** Logs, if that kind had failed, that it is over. */
  worked(what: string, over: string): void;
}

export function createTroubles(log: Logger): Troubles {
  const failing = new Map<string, string>();
  return {
    failed(what, error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (failing.get(what) === reason) return;
      failing.set(what, reason);
      log.error({ err: reason }, what);
    },
    worked(what, over) {
      if (failing.delete(what)) log.info(over);
    },
  };
}
