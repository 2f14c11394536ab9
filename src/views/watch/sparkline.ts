// The durations of the latest runs as bars, from zero up to the longest of them; the newest is on the right.

import { isFailure } from '../../ledger/outcome.ts';
import { bar } from '../bars.ts';
import type { WatchedRun } from './run.ts';
import type { Span } from './spans.ts';

/** So many columns. Failures stand out; a run that nobody saw end is a cross. */
export function sparkline(recent: readonly WatchedRun[], width: number): readonly Span[] {
  const shown = recent.slice(-width);
  const longest = Math.max(1, ...shown.map(({ us }) => us ?? 0));
  const bars = shown.map(
    ({ us, outcome }): Span => [us === undefined ? '×' : bar(us, longest), isFailure(outcome) ? 'red' : 'plain'],
  );
  return [[' '.repeat(width - shown.length)], ...merged(bars)];
}

/** Neighbours of the same tone in one piece. */
function merged(bars: readonly Span[]): readonly Span[] {
  const pieces: Span[] = [];
  for (const [text, tone] of bars) {
    const [before, toneBefore] = pieces.at(-1) ?? ['', undefined];
    if (toneBefore === tone) pieces[pieces.length - 1] = [before + text, tone];
    else pieces.push([text, tone]);
  }
  return pieces;
}
