import type { Outcome } from '../ledger/outcome.ts';

/** Outcomes as people read them. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  success: 'ok',
  blocked: 'blocked',
  failed: 'failed',
  not_found: 'not found',
  signaled: 'signaled',
  timed_out: 'timed out',
  lost: 'lost',
};
