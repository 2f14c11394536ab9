// Runs as they happen, in the shapes of the API.

import { type Micros, toMillis } from '../../base/units.ts';
import type { Identity } from '../../journal/record.ts';
import type { Outcome } from '../../ledger/outcome.ts';
import type { Changes, OpenItem, RunItem } from './types.ts';

export type EndedItem = Changes['ended'][number];

export interface Started {
  /** Run key. */
  readonly run: string;
  readonly identity: Identity;
  readonly at: Micros;
  readonly timeout: Micros | undefined;
}

export interface Ended {
  readonly run: string | null;
  readonly identity: Identity;
  readonly at: Micros;
  /** Undefined for a run that was settled without an end. */
  readonly us: Micros | undefined;
  readonly outcome: Outcome;
  readonly code: number | undefined;
}

export const openItem = ({ run, identity, at, timeout }: Started): OpenItem => ({
  run,
  ...namesOf(identity),
  at: Math.round(toMillis(at)),
  timeout_ms: timeout === undefined ? null : toMillis(timeout),
});

export const endedItem = ({ run, identity, at, us, outcome, code }: Ended): EndedItem => ({
  run,
  ...namesOf(identity),
  at: Math.round(toMillis(at)),
  ms: us === undefined ? null : toMillis(us),
  outcome,
  code: code ?? null,
});

const namesOf = ({ hook, event, agent, project }: Identity): Pick<RunItem, 'hook' | 'event' | 'agent' | 'project'> => ({
  hook,
  event,
  agent,
  project,
});
