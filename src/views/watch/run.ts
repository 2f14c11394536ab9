import type { Micros } from '../../base/units.ts';
import type { Identity } from '../../journal/record.ts';
import type { Outcome } from '../../ledger/outcome.ts';

/** One run that is over. */
export interface WatchedRun {
  readonly identity: Identity;
  /** When it ended. */
  readonly at: Micros;
  /** Absent where nobody saw it end. */
  readonly us: Micros | undefined;
  readonly outcome: Outcome;
  readonly code: number | undefined;
  readonly signal: number | undefined;
}
