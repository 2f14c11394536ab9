// What one line of the journal says, once it has been read. docs/journal.md is the normative description.

import type { Micros } from '../base/units.ts';
import type { RunHash } from './run-hash.ts';

/** Who ran: the key of a ledger entry. A field that the line leaves out is ''. */
export interface Identity {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly project: string;
  /** The four fields joined, unique per identity; precomputed because every line looks its entry up by it. */
  readonly key: string;
}

export interface StartRecord {
  readonly kind: 'start';
  readonly run: RunHash;
  readonly identity: Identity;
  readonly at: Micros;
  readonly pid: number | undefined;
  /** Where the pid means something. */
  readonly host: string | undefined;
  /** Declared by the hook's host, never enforced here. */
  readonly timeout: Micros | undefined;
}

export interface EndRecord {
  readonly kind: 'end';
  readonly run: RunHash;
  readonly identity: Identity;
  /** When the run ended. */
  readonly at: Micros;
  readonly us: Micros;
  readonly user: Micros;
  readonly sys: Micros;
  readonly code: number;
  readonly signal: number | undefined;
  readonly decision: string | undefined;
  readonly timeout: Micros | undefined;
}

/** Somebody said that a hook no longer exists. */
export interface ForgetRecord {
  readonly kind: 'forget';
  readonly hook: string;
  readonly at: Micros;
}

/** Totals taken over from elsewhere, one line per hook; a later one for the same hook replaces an earlier one. */
export interface ImportRecord {
  readonly kind: 'import';
  readonly hook: string;
  readonly at: Micros;
  readonly successful: number;
  readonly failed: number;
  /** The sum of all durations. */
  readonly us: Micros;
  /** The last execution, where it was known. */
  readonly lastAt: Micros | undefined;
}

/** A run from before hookmeter watched, as somebody else has recorded it: less is known than of a run that was measured. */
export interface PastRecord {
  readonly kind: 'past';
  readonly run: RunHash;
  readonly identity: Identity;
  /** When the run ended. */
  readonly at: Micros;
  readonly us: Micros | undefined;
  readonly code: number | undefined;
  readonly decision: string | undefined;
  readonly timeout: Micros | undefined;
}

export type JournalRecord = StartRecord | EndRecord | ForgetRecord | ImportRecord | PastRecord;

/** Why a line is no record. Public: these are values of the label `reason`. */
export const REJECT_REASONS = [
  'not_json',
  'not_object',
  'too_long',
  'torn',
  'bad_version',
  'bad_kind',
  'no_run',
  'no_hook',
  'bad_text',
  'bad_number',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

export function identityOf(hook: string, event = '', agent = '', project = ''): Identity {
  return { hook, event, agent, project, key: `${hook}\u0000${event}\u0000${agent}\u0000${project}` };
}
