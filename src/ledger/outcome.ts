// How a run ended, in one word. The order of the checks is the order of the certainties: see docs/decisions/0003-outcomes.md.

import { type Micros, SECOND } from '../base/units.ts';
import type { EndRecord, PastRecord } from '../journal/record.ts';

/** Public: these are values of the label `hook_outcome`. The last five are failures. */
export const OUTCOMES = ['success', 'blocked', 'failed', 'not_found', 'signaled', 'timed_out', 'lost'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const isFailure = (outcome: Outcome): boolean => outcome !== 'success' && outcome !== 'blocked';

/** How an ended run ended. `lost` is never returned: an ended run is not lost. */
export function outcomeOf(end: EndRecord): Outcome {
  if (reachedTimeout(end)) return 'timed_out';
  if (end.signal !== undefined) return 'signaled';
  return decidedOutcome(end.code, end);
}

/** The same for a run that somebody else recorded. Whoever writes such lines says how a success ended, so what says nothing failed. */
export function pastOutcomeOf(past: PastRecord): Outcome {
  const { us, timeout, code } = past;
  if (us !== undefined && timeout !== undefined && us >= timeout) return 'timed_out';
  return decidedOutcome(code ?? 1, past);
}

/** The exit code for `failed`, otherwise the outcome's name: the value of the label `error_type`. */
export const errorTypeOf = (outcome: Outcome, code: number): string => (outcome === 'failed' ? String(code) : outcome);

/** Hosts whose contract gives exit code 2 the meaning "the hook says no": their own hook documentation. */
const EXIT_2_BLOCKS: ReadonlySet<string> = new Set([
  'claude-code',
  'codex',
  'gemini-cli',
  'copilot-cli',
  'cursor',
  'windsurf',
]);
const REFUSALS: ReadonlySet<string> = new Set(['deny', 'block', 'stop']);

function decidedOutcome(code: number, { decision, identity }: Pick<EndRecord, 'decision' | 'identity'>): Outcome {
  if (code === 126 || code === 127) return 'not_found';
  if (decision !== undefined && REFUSALS.has(decision)) return 'blocked';
  if (code === 2 && EXIT_2_BLOCKS.has(identity.agent)) return 'blocked';
  return code === 0 ? 'success' : 'failed';
}

function reachedTimeout({ timeout, us, signal }: EndRecord): boolean {
  if (timeout === undefined) return false;
  return us >= timeout - (signal === undefined ? 0 : killedEarly(timeout));
}

/**
 * The host's clock starts before the shim's, by the time that bash needs to start, so a run that the host killed at its
 * timeout may measure slightly less: a tenth of the timeout, at most a quarter of a second.
 */
const killedEarly = (timeout: Micros): number => Math.min(timeout / 10, SECOND / 4);
