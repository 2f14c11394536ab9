import type { Micros } from '../base/units.ts';
import type { EndRecord, Identity } from '../journal/record.ts';
import type { Outcome } from './outcome.ts';
import type { OpenRun, SettledAs } from './state.ts';

/** Told of each run as it counts. Called in the hot loop: it must be quick, and must not call the ledger. */
export interface LedgerWatcher {
  started(run: OpenRun, identity: Identity): void;
  /** `run` is its start, where that was seen. */
  ended(end: EndRecord, outcome: Outcome, run: OpenRun | undefined): void;
  settled(run: OpenRun, identity: Identity, verdict: SettledAs, at: Micros): void;
}
