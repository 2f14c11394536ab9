// Bytes in, records out. Nothing is held between calls: what is not a whole line yet is simply read again.

import { MAX_LINE_BYTES, weldedParts } from './lines.ts';
import type { JournalRecord, RejectReason } from './record.ts';
import { LineScanner, parseAndLearn } from './scan.ts';

export interface RecordSink {
  /** Starts are of no use here: lines that hold nothing else need not be read, and are not told of. */
  readonly skipsStarts?: boolean;
  /** A line was read, whatever it held. */
  line(): void;
  record(record: JournalRecord): void;
  reject(reason: RejectReason): void;
}

export interface Progress {
  /** Bytes that need not be read again. */
  readonly consumed: number;
  /** They end inside a line that was already rejected as too long. */
  readonly skipping: boolean;
}

/**
 * Hands every record in whole lines of `bytes` to the sink. `skipping` says that the bytes begin inside a line that is too long.
 * Any way of cutting a file into calls gives the same records and rejects.
 */
export type JournalReader = (bytes: Buffer, skipping: boolean, sink: RecordSink) => Progress;

export function createJournalReader(): JournalReader {
  const scanner = new LineScanner();

  /** Reads the line that begins at `start`, which is whole, and returns the index behind it. */
  function readLine(bytes: Buffer, start: number, sink: RecordSink): number {
    if (sink.skipsStarts === true) {
      const next = behindStart(bytes, start);
      if (next !== undefined) return next;
    }
    const quick = scanner.scan(bytes, start);
    if (quick !== undefined) {
      sink.line();
      sink.record(quick);
      return scanner.position;
    }
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline > start) readOddLine(bytes.subarray(start, newline), sink);
    return newline + 1;
  }

  function readOddLine(line: Buffer, sink: RecordSink): void {
    sink.line();
    if (line.length > MAX_LINE_BYTES) {
      sink.reject('too_long');
      return;
    }
    const text = line.toString();
    const parsed = parseAndLearn(scanner, text);
    if (parsed.ok) {
      sink.record(parsed.record);
      return;
    }
    const isWhole = parsed.reason !== 'not_json' && parsed.reason !== 'torn';
    const parts = isWhole ? [text] : weldedParts(text);
    if (parts.length === 1) {
      sink.reject(parsed.reason);
      return;
    }
    for (const part of parts) {
      const piece = parseAndLearn(scanner, part);
      if (piece.ok) sink.record(piece.record);
      else sink.reject(piece.reason === 'not_json' ? 'torn' : piece.reason);
    }
  }

  return (bytes, skipping, sink) => {
    let position = skipping ? bytes.indexOf(NEWLINE) + 1 : 0;
    if (skipping && position === 0) return { consumed: bytes.length, skipping };
    // Only whole lines: a read past the end of a typed array would slow down every later one.
    for (const end = bytes.lastIndexOf(NEWLINE) + 1; position < end; ) position = readLine(bytes, position, sink);
    if (bytes.length - position <= MAX_LINE_BYTES) return { consumed: position, skipping: false };
    sink.line();
    sink.reject('too_long');
    return { consumed: bytes.length, skipping: true };
  };
}

/** The index behind the line that begins at `start` if it is a start as the shim writes it, and nothing is welded to it; otherwise undefined. */
function behindStart(bytes: Buffer, start: number): number | undefined {
  for (let i = 0; i < START.length; i++) if (bytes[start + i] !== START[i]) return undefined;
  const newline = bytes.indexOf(NEWLINE, start + START.length);
  if (newline - start > MAX_LINE_BYTES || bytes[newline - 1] !== CLOSING_BRACE) return undefined;
  const brace = bytes.indexOf(OPENING_BRACE, start + START.length);
  return brace === -1 || brace > newline ? newline + 1 : undefined;
}

const START = Buffer.from('{"v":1,"kind":"start","run":"');
const [NEWLINE, OPENING_BRACE, CLOSING_BRACE] = [10, 123, 125];
