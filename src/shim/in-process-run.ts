// One run of a hook that is a function: two lines in the journal, and how it ended. Fails open: nothing here throws.

import { mkdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { placesIn, stateDirectory } from '../base/paths.ts';
import { type Micros, micros, microsFromMillis, microsFromSeconds, utcDay } from '../base/units.ts';
import { appendLine, type LineFields } from '../journal/append.ts';
import { plainFile } from '../journal/day-file.ts';
import type { EndRecord, Identity } from '../journal/record.ts';
import { hashOf } from '../journal/run-hash.ts';
import { type Outcome, outcomeOf } from '../ledger/outcome.ts';

/** What all runs of an instrumented function have in common. */
export interface Hook {
  readonly identity: Identity;
  /** Seconds, as the host declares them. */
  readonly timeout: number | undefined;
  /** hookmeter's directory; undefined: by the environment. */
  readonly dir: string | undefined;
  readonly journal: boolean;
}

export interface Ended {
  readonly outcome: Outcome;
  readonly code: number;
  readonly us: Micros;
  readonly at: Micros;
}

/** Ends a run with an exit code; only the first call counts. */
export type End = (code: number) => void;

/** Begins a run now. It ends by what is returned, at the latest with the process. */
export function beginRun(hook: Hook, onEnd: (ended: Ended) => void): End {
  const began = performance.now();
  const at = now();
  const run = `${at.toString(16)}-${process.pid.toString(16)}-${Math.floor(Math.random() * 2 ** 32).toString(16)}`;
  const timeout = hook.timeout;
  const { hook: name, event, agent, project } = hook.identity;
  const who = { run, hook: name, event: event || undefined, agent: agent || undefined, project: project || undefined };
  write(hook, at, { kind: 'start', ...who, at, pid: process.pid, host: hostname().slice(0, 64), timeout });
  const end: End = (exitCode) => {
    if (!openRuns.delete(end)) return;
    if (openRuns.size === 0) process.off('exit', endAll);
    const us = microsFromMillis(Math.max(0, performance.now() - began));
    const code = exitCode & 0xff;
    const endedAt = now();
    write(hook, at, { kind: 'end', ...who, at: endedAt, us, code, timeout });
    onEnd({ outcome: outcomeOf(endRecord(hook, { run, code, us, at: endedAt })), code, us, at: endedAt });
  };
  if (openRuns.size === 0) process.on('exit', endAll);
  openRuns.add(end);
  return end;
}

interface Measured {
  readonly run: string;
  readonly code: number;
  readonly us: Micros;
  readonly at: Micros;
}

/** What a reader will make of the end line. */
function endRecord({ identity, timeout }: Hook, { run, code, us, at }: Measured): EndRecord {
  const [none, declared] = [micros(0), timeout === undefined ? undefined : microsFromSeconds(timeout)];
  const rest = { user: none, sys: none, signal: undefined, decision: undefined, timeout: declared };
  return { kind: 'end', run: hashOf(run), identity, at, us, code, ...rest };
}

const openRuns = new Set<End>();

/** What is still open when the process exits has ended with it. */
function endAll(code: number): void {
  for (const end of openRuns) quietly(() => end(code));
}

/** A hook must not hear of anything that goes wrong here. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // not recorded, and nobody to tell
  }
}

const now = (): Micros => micros(Date.now() * 1000);

function write({ dir, journal }: Hook, day: Micros, fields: LineFields): void {
  if (!journal) return;
  quietly(() => {
    const folder = placesIn(dir ?? stateDirectory(process.env)).journal;
    const found = statSync(plainFile(folder, utcDay(day)), { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
    // To open a FIFO would wait for its reader.
    if (found === undefined || found.isFile()) appendLine(folder, day, fields);
  });
}
