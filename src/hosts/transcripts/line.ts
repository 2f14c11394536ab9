// What a line of a Claude Code transcript says about a run of a hook. The format is not documented: these are the shapes that versions
// up to 2.1.330 write (docs/import.md). Only names, times and results are taken; never output, command text or what a tool was given.

import { createHash } from 'node:crypto';
import { type Micros, micros, microsFromMillis, toSeconds } from '../../base/units.ts';
import { mentionsShim } from '../wrapper.ts';
import type { SkipReason } from './reasons.ts';

/** One run of a command, as far as the transcript knows it. */
export interface TranscriptRun {
  /** The same wherever the run is recorded: a resumed or branched session copies the lines of the one before. */
  readonly run: string;
  /** For finding the hook's name; it is not to be kept. */
  readonly command: string;
  readonly event: string;
  /** Where the session was; '' where that is not said. */
  readonly cwd: string;
  /** When the run ended. */
  readonly at: Micros;
  readonly us: Micros | undefined;
  readonly code: number | undefined;
  readonly decision: 'block' | undefined;
  /** Seconds; only of a run that its timeout ended. */
  readonly timeout: number | undefined;
}

export type TranscriptLine =
  | { readonly kind: 'run'; readonly run: TranscriptRun }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** It is not about the result of a hook. */
  | { readonly kind: 'other' };

/** Never throws. */
export function readTranscriptLine(text: string): TranscriptLine {
  const line = objectIn(jsonOf(text));
  if (line === undefined) return skipped('not_json');
  const attachment = objectIn(line['attachment']);
  const type = textIn(attachment?.['type']);
  if (line['type'] !== 'attachment' || attachment === undefined || !type.startsWith('hook_')) return OTHER;
  if (NO_RESULT.has(type)) return OTHER;
  if (!RESULTS.has(type)) return skipped('unknown_type');
  if (type === CANCELLED && attachment['timedOut'] !== true) return skipped('cancelled');
  const command = textIn(attachment['command']) || textIn(objectIn(attachment['blockingError'])?.['command']);
  if (command === '') return skipped('no_command');
  if (mentionsShim(command)) return skipped('measured');
  const at = Date.parse(textIn(line['timestamp']));
  if (!(at > 0)) return skipped('no_time');
  const us = durationOf(attachment);
  return {
    kind: 'run',
    run: {
      run: runId(line, attachment, command),
      command,
      event: eventOf(attachment),
      cwd: textIn(line['cwd']),
      at: microsFromMillis(at),
      us,
      code: codeOf(type, attachment),
      decision: type === BLOCKED ? 'block' : undefined,
      timeout: type === CANCELLED ? timeoutOf(attachment, us) : undefined,
    },
  };
}

const CANCELLED = 'hook_cancelled';
const BLOCKED = 'hook_blocking_error';
const RESULTS: ReadonlySet<string> = new Set([
  'hook_success',
  'hook_non_blocking_error',
  'hook_error_during_execution',
  BLOCKED,
  CANCELLED,
]);
/** What a hook said, recorded beside its result. */
const NO_RESULT: ReadonlySet<string> = new Set([
  'hook_additional_context',
  'hook_deferred_tool',
  'hook_permission_decision',
  'hook_stopped_continuation',
  'hook_system_message',
]);

type Fields = Readonly<Record<string, unknown>>;

const OTHER: TranscriptLine = { kind: 'other' };
const skipped = (reason: SkipReason): TranscriptLine => ({ kind: 'skipped', reason });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const objectIn = (value: unknown): Fields | undefined => (isObject(value) ? value : undefined);
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * From what the run is, not from where it stands: neither the session nor the line's own id, which a copy may have anew. Two runs share
 * it only when the same command ran twice for one tool call, ended in the same millisecond, the same way, after the same time.
 */
function runId({ timestamp }: Fields, attachment: Fields, command: string): string {
  const { type, hookEvent, hookName, toolUseID, exitCode, durationMs } = attachment;
  const what = [timestamp, toolUseID, hookEvent, hookName, command, type, exitCode, durationMs];
  return `past-${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 24)}`;
}

/** `hookName` is the event, and behind a colon what it was about. */
const eventOf = ({ hookEvent, hookName }: Fields): string =>
  textIn(hookEvent) || (textIn(hookName).split(':')[0] ?? '');

const YEAR_MS = 366 * 86_400_000;

function durationOf({ durationMs }: Fields): Micros | undefined {
  if (typeof durationMs !== 'number' || !(durationMs >= 0 && durationMs <= YEAR_MS)) return undefined;
  return microsFromMillis(durationMs);
}

function codeOf(type: string, { exitCode }: Fields): number | undefined {
  if (typeof exitCode === 'number' && Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255) return exitCode;
  return type === 'hook_success' && (exitCode === undefined || exitCode === null) ? 0 : undefined;
}

/** At most what it took: by that the journal's reader knows that the timeout ended it. */
function timeoutOf({ timeoutMs }: Fields, us: Micros | undefined): number | undefined {
  if (us === undefined) return undefined;
  const declared = typeof timeoutMs === 'number' && timeoutMs > 0 ? microsFromMillis(timeoutMs) : us;
  return toSeconds(micros(Math.min(declared, us))) || undefined;
}
