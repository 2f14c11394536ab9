// A finished run as one line, for pipes and files.

import { type Micros, toMillis, toSeconds } from '../../base/units.ts';
import { printable } from '../printable.ts';
import type { WatchedRun } from './run.ts';

/** Time (UTC), hook, event, outcome and duration, with tabs between them; `-` for the duration of a run that nobody saw end. */
export function runLine({ at, identity: { hook, event }, outcome, us }: WatchedRun): string {
  const duration = us === undefined ? '-' : `${toMillis(us).toFixed(1)}ms`;
  return `${[iso(at), printable(hook), printable(event), outcome, duration].join('\t')}\n`;
}

/** The same for machines. Milliseconds; null for what is not known. */
export function runJson({ at, identity, outcome, us, code, signal }: WatchedRun): string {
  const { hook, event, agent, project } = identity;
  const duration_ms = us === undefined ? null : toMillis(us);
  const ended = { code: code ?? null, signal: signal ?? null };
  return `${JSON.stringify({ at: iso(at), hook, event, agent, project, outcome, duration_ms, ...ended })}\n`;
}

/** A moment that no calendar holds is shown as its seconds: lines are from outside. */
function iso(at: Micros): string {
  const date = new Date(toMillis(at));
  return Number.isNaN(date.getTime()) ? String(toSeconds(at)) : date.toISOString();
}
