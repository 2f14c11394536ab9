// Writes runs of the past into the journal, each once. The caller has the turn: nobody else imports at the same time.

import { closeSync, openSync, writeSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import { plainFile } from '../journal/day-file.ts';
import { MAX_LINE_BYTES } from '../journal/lines.ts';
import { eachPastRun } from '../journal/past-runs.ts';
import { hashOf } from '../journal/run-hash.ts';
import { createSeenRuns, type SeenRuns } from '../ledger/seen.ts';

/** The fields of a line of kind `past`, in the order in which they are written. */
export interface PastLine {
  readonly run: string;
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly project: string;
  readonly at: number;
  readonly us: number | undefined;
  readonly code: number | undefined;
  readonly decision: string | undefined;
  readonly timeout: number | undefined;
}

export interface PastJournal {
  /** Whether the journal held the run before, this import has met it before, or neither: then it is written, soon or with `flush`. */
  add(day: string, line: PastLine): Promise<'already_imported' | 'repeated' | 'added'>;
  /** Throws what the file system says; what was written until then stays, and an import that is repeated goes on behind it. */
  flush(): void;
  /** Days to which something was added. */
  days(): number;
}

/** Where nothing is to be written, nothing is. */
export function createPastJournal(journal: string, { dryRun }: { readonly dryRun: boolean }): PastJournal {
  const days = new Map<string, Day>();
  let waitingBytes = 0;

  async function dayOf(name: string): Promise<Day> {
    const known = days.get(name);
    if (known !== undefined) return known;
    const before = createSeenRuns();
    await eachPastRun(journal, name, (run) => before.add(run));
    const day = { before, added: createSeenRuns(), waiting: [] };
    days.set(name, day);
    return day;
  }

  function flush(): void {
    if (!dryRun) for (const [name, day] of days) appendLines(plainFile(journal, name), day.waiting);
    for (const day of days.values()) day.waiting.length = 0;
    waitingBytes = 0;
  }

  return {
    async add(name, line) {
      const day = await dayOf(name);
      const run = hashOf(line.run);
      if (day.before.has(run)) return 'already_imported';
      if (!day.added.add(run)) return 'repeated';
      const bytes = Buffer.from(`${JSON.stringify({ v: 1, kind: 'past', ...line })}\n`);
      if (bytes.length > MAX_LINE_BYTES + 1) throw new Error(`a line of ${bytes.length} bytes is too long to be read`);
      day.waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes > MOST_WAITING) flush();
      return 'added';
    },
    flush,
    days: () => Array.from(days.values()).filter(({ added }) => added.size > 0).length,
  };
}

interface Day {
  /** What the journal held before. */
  readonly before: SeenRuns;
  readonly added: SeenRuns;
  readonly waiting: Buffer[];
}

const MOST_WAITING = 4 * 1024 * 1024;

/** Bytes per write: shims that append to the same file wait for no longer than one of them takes, some ten microseconds. */
const WRITE_BYTES = 64 * 1024;

function appendLines(path: string, lines: readonly Buffer[]): void {
  for (let first = 0; first < lines.length; ) {
    let end = first;
    for (let bytes = 0; end < lines.length && bytes < WRITE_BYTES; end++) bytes += lines[end]?.length ?? 0;
    appendWhole(path, Buffer.concat(lines.slice(first, end)));
    first = end;
  }
}

/** Opened anew for each: between opening and writing, a seal may take the file away, and waits only so long for those who have it open. */
function appendWhole(path: string, bytes: Buffer): void {
  const fd = openSync(path, 'a', 0o600);
  try {
    const written = writeSync(fd, bytes);
    if (written === bytes.length) return;
    throw new UserError(
      `only ${written} of ${bytes.length} bytes could be written to ${path}; what was written counts, import the rest once there is room`,
    );
  } finally {
    closeSync(fd);
  }
}
