// Frames in, terminal codes out: only the lines that changed since the last frame. Pure.

import { columnsOf } from '../../views/watch/spans.ts';

export interface Painter {
  /** What to write so that the terminal shows the frame; '' where it does already. */
  paint(frame: readonly string[], columns: number): string;
  /** Nobody knows what is on the terminal: the next frame is painted whole. */
  forget(): void;
}

/** The terminal shows what is between these two at once: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const [BEGIN, END] = ['\u001b[?2026h', '\u001b[?2026l'];
const CLEAR = '\u001b[0m\u001b[H\u001b[2J';

export function createPainter(): Painter {
  let shown: readonly string[] | undefined;
  return {
    paint(frame, columns) {
      const before = shown;
      const changes = frame.flatMap((line, i) => (before?.[i] === line ? [] : [lineCodes(line, i, columns)]));
      shown = frame;
      if (changes.length === 0) return '';
      return [BEGIN, before === undefined ? CLEAR : '', ...changes, END].join('');
    },
    forget() {
      shown = undefined;
    },
  };
}

/** A line that reaches the edge leaves nothing of the one before, and clearing behind it would take its last letter. */
function lineCodes(line: string, i: number, columns: number): string {
  return `\u001b[${i + 1};1H${line}${columnsOf(line) < columns ? '\u001b[K' : ''}`;
}
