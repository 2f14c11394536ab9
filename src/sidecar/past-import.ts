// Takes the runs that transcripts know of over into the journal.

import { setImmediate as pause } from 'node:timers/promises';
import type { Places } from '../base/paths.ts';
import { DAY, dayStart, type Micros, micros, utcDay } from '../base/units.ts';
import type { Manifest } from '../hosts/manifest.ts';
import type { TranscriptFile, Unreadable } from '../hosts/transcripts/files.ts';
import { createHookNames } from '../hosts/transcripts/hook-names.ts';
import { readTranscriptLine, type TranscriptRun } from '../hosts/transcripts/line.ts';
import { createProjects } from '../hosts/transcripts/projects.ts';
import type { SkipReason } from '../hosts/transcripts/reasons.ts';
import { createHookLines, type FoundLine } from '../hosts/transcripts/scan.ts';
import { createPastJournal } from './past-journal.ts';

export interface Imported {
  readonly files: number;
  readonly bytes: number;
  readonly runs: number;
  readonly hooks: number;
  readonly days: number;
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** Files that were left out, all of them or from somewhere on. */
  readonly unreadable: readonly Unreadable[];
}

export interface ImportOptions {
  readonly places: Places;
  readonly manifest: Manifest;
  readonly dryRun: boolean;
  /** Runs that ended before are left out. */
  readonly since: Micros;
  readonly retentionDays: number;
  /** The latest day that has left the journal. */
  readonly droppedThrough: string;
  readonly now: Micros;
  /** Told between parts of a file, and after each. */
  onRead(bytes: number, files: number): void;
}

/** One bad file stops none of the others. Throws what the file system says about the journal. */
export async function importPast(files: readonly TranscriptFile[], options: ImportOptions): Promise<Imported> {
  const skipped = new Map<SkipReason, number>();
  const unreadable: Unreadable[] = [];
  const hooks = new Set<string>();
  const journal = createPastJournal(options.places.journal, options);
  const name = createHookNames(options.manifest);
  const projectOf = createProjects();
  let runs = 0;
  let bytes = 0;

  const skip = (reason: SkipReason): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);

  async function take(run: TranscriptRun): Promise<void> {
    const day = utcDay(micros(Math.max(0, run.at - (run.us ?? 0))));
    const outside = whyOutside(run, day, options);
    if (outside !== undefined) return skip(outside);
    const { run: id, command, event, at, us, code, decision, timeout } = run;
    const hook = name(command, event);
    const names = { hook: cut(hook), event: cut(event), agent: 'claude-code', project: cut(projectOf(run.cwd)) };
    const added = await journal.add(day, { run: id, ...names, at, us, code, decision, timeout });
    if (added !== 'added') return skip(added);
    runs++;
    hooks.add(hook);
  }

  async function takeLine(found: Extract<FoundLine, { kind: 'line' }>): Promise<void> {
    const line = readTranscriptLine(found.text);
    if (line.kind === 'run') return take(line.run);
    if (line.kind === 'skipped') skip(line.reason === 'not_json' && !found.isFinished ? 'unfinished' : line.reason);
  }

  const hookLines = createHookLines();
  for (const [index, file] of files.entries()) {
    for (const found of hookLines(file.path)) {
      if (found.kind === 'line') await takeLine(found);
      else if (found.kind === 'too_long') skip('too_long');
      else if (found.kind === 'unreadable') unreadable.push({ path: file.path, reason: found.reason });
      else {
        options.onRead(bytes + found.bytes, index);
        await pause(); // another import asks whether this one is alive
      }
    }
    bytes += file.bytes;
    options.onRead(bytes, index + 1);
  }
  journal.flush();
  return { files: files.length, bytes, runs, hooks: hooks.size, days: journal.days(), skipped, unreadable };
}

/** Later than this is a broken clock. */
const AHEAD = DAY;

function whyOutside({ at }: TranscriptRun, day: string, options: ImportOptions): SkipReason | undefined {
  if (at > options.now + AHEAD) return 'no_time';
  if (at < options.since) return 'before_since';
  if (dayStart(day) + (options.retentionDays + 1) * DAY <= options.now) return 'too_old';
  return day <= options.droppedThrough ? 'dropped' : undefined;
}

/** As the shim cuts names: at most 200 bytes, between characters. */
function cut(name: string): string {
  const bytes = Buffer.from(name);
  return bytes.length <= 200
    ? name
    : bytes
        .subarray(0, 200)
        .toString()
        .replace(/\ufffd$/, '');
}
