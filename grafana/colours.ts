// One meaning, one colour, on every dashboard. Names are Grafana's own: they follow the light and the dark theme.

import type { Outcome } from '../src/ledger/outcome.ts';

/** By the value of the label hook_outcome. */
export const OUTCOME_COLOURS: Readonly<Record<Outcome, string>> = {
  success: 'green',
  blocked: 'blue',
  failed: 'red',
  not_found: 'purple',
  signaled: 'orange',
  timed_out: 'yellow',
  lost: '#8e8e8e',
};

export const GOOD = 'green';
export const WATCH = 'yellow';
export const BAD = 'red';
/** A value that is neither good nor bad. */
export const PLAIN = 'blue';
/** What a hook usually does, behind what it does now. */
export const USUAL = '#8e8e8e';
export const LIMIT = 'red';
