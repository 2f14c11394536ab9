// The lines of a transcript that may be about a hook, as fast as they can be found. Transcripts are large (whole files and images are
// in them), and hardly a line in a hundred is about a hook: all others are passed over without being decoded.

import { closeSync, openSync, readSync } from 'node:fs';

export type FoundLine =
  | { readonly kind: 'line'; readonly text: string; readonly isFinished: boolean }
  /** A line that is about a hook, and too long to be held. */
  | { readonly kind: 'too_long' }
  /** Nothing more comes of this file. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** All up to there has been looked through; comes with every part of the file. */
  | { readonly kind: 'read'; readonly bytes: number };

/** Longer lines are passed over. */
export const LONGEST_LINE = 4 * 1024 * 1024;
const PART = 1024 * 1024;

/** Long, because a long word is found many times as fast as a short one. A quote within a text is escaped. */
const MARK = Buffer.from('"attachment"');
/** How the names of all results begin. */
const RESULT = Buffer.from('"hook_');
const NEWLINE = 10;

/** A reader for one file after the other, which needs the same memory for a file of any size. Never throws. */
export function createHookLines(): (path: string) => Generator<FoundLine> {
  const held = Buffer.allocUnsafe(LONGEST_LINE + PART);
  return function* (path) {
    let fd: number | undefined;
    try {
      fd = openSync(path, 'r');
      const opened = fd;
      yield* linesOf(held, (at) => readSync(opened, held, at, PART, null));
    } catch (error) {
      yield { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  };
}

/** `read` puts bytes behind an index into what is held, and says how many there were; 0 at the end. */
function* linesOf(held: Buffer, read: (at: number) => number): Generator<FoundLine> {
  let length = 0;
  let bytes = 0;
  const giant = createGiant();
  for (;;) {
    const got = read(length);
    if (got === 0) break;
    if (bytes === 0 && !beginsLikeJson(held.subarray(0, got))) return yield FOREIGN;
    bytes += got;
    const end = length + got;
    const lastNewline = held.subarray(length, end).lastIndexOf(NEWLINE);
    if (lastNewline === -1) {
      length = giant.swallow(held, length, end);
    } else {
      const first = giant.isOpen() ? length + held.subarray(length, end).indexOf(NEWLINE) + 1 : 0;
      if (giant.close(held.subarray(length, first))) yield { kind: 'too_long' };
      const whole = length + lastNewline + 1;
      yield* marked(held.subarray(first, whole), true);
      held.copyWithin(0, whole, end);
      length = end - whole;
    }
    yield { kind: 'read', bytes };
  }
  if (giant.close(held.subarray(0, 0))) yield { kind: 'too_long' };
  yield* marked(held.subarray(0, length), false);
}

const FOREIGN: FoundLine = { kind: 'unreadable', reason: 'it is no transcript: a line of one is a JSON object' };

const beginsLikeJson = (bytes: Buffer): boolean => {
  const first = bytes.find((byte) => byte > 32);
  return first === undefined || first === 123; // {
};

/** The lines that are attachments, and about a hook. */
function* marked(lines: Buffer, isFinished: boolean): Generator<FoundLine> {
  for (let at = lines.indexOf(MARK); at !== -1; ) {
    const start = lines.lastIndexOf(NEWLINE, at) + 1;
    const newline = lines.indexOf(NEWLINE, at);
    const end = newline === -1 ? lines.length : newline;
    const line = lines.subarray(start, end);
    if (line.includes(RESULT)) {
      yield line.length > LONGEST_LINE ? { kind: 'too_long' } : { kind: 'line', text: line.toString(), isFinished };
    }
    at = lines.indexOf(MARK, end);
  }
}

interface Giant {
  isOpen(): boolean;
  /** Takes bytes without a newline behind what is held; returns how much is held then. */
  swallow(held: Buffer, length: number, end: number): number;
  /** Its end has come; whether it was about a hook. */
  close(rest: Buffer): boolean;
}

/** A line that is longer than what is held: only whether the marks stand in it is of interest. */
function createGiant(): Giant {
  let open = false;
  const wanted = [MARK, RESULT];
  const seen = new Set<Buffer>();
  let tail = Buffer.alloc(0);

  function look(bytes: Buffer): void {
    const joined = Buffer.concat([tail, bytes]);
    for (const mark of wanted) if (joined.includes(mark)) seen.add(mark);
    tail = Buffer.from(joined.subarray(Math.max(0, joined.length - MARK.length + 1)));
  }

  return {
    isOpen: () => open,
    swallow(held, length, end) {
      if (!open && end <= LONGEST_LINE) return end;
      look(held.subarray(open ? length : 0, end));
      open = true;
      return 0;
    },
    close(rest) {
      if (!open) return false;
      look(rest);
      const isMarked = seen.size === wanted.length;
      open = false;
      seen.clear();
      tail = Buffer.alloc(0);
      return isMarked;
    },
  };
}
