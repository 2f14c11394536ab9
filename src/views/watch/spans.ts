// One line of the live view: pieces of text with a tone each, cut to the width of the terminal.

import { columns, fitting, lettersOf } from '../columns.ts';

export type Tone = 'plain' | 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'selected' | 'alarm';
export type Span = readonly [text: string, tone?: Tone | undefined];

export interface LineStyle {
  /** Columns that there are. */
  readonly width: number;
  readonly colour: boolean;
}

/** Never wider than the width, nothing behind it, and the colours are back to normal at its end. */
export function lineOf(spans: readonly Span[], { width, colour }: LineStyle): string {
  return withoutTrail(cut(spans, width))
    .map(([text, tone = 'plain']) => (colour ? painted(text, tone) : text))
    .join('');
}

/** Columns that a line takes, whatever its colours. */
export const columnsOf = (line: string): number => columns(withoutColours(line));
export const withoutColours = (text: string): string => text.replaceAll(CODES_IN, '');

/** Text at the left of so many columns; the text fits. */
export const left = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));
export const right = (text: string, width: number): string => ' '.repeat(Math.max(0, width - columns(text))) + text;

/** Two groups of spans at the two ends of a line; the second gives way where both do not fit. */
export function ends(first: readonly Span[], second: readonly Span[], width: number): readonly Span[] {
  const space = width - widthOf(first) - widthOf(second);
  return space < 1 ? first : [...first, [' '.repeat(space)], ...second];
}

export const widthOf = (spans: readonly Span[]): number => spans.reduce((sum, [text]) => sum + columns(text), 0);

function cut(spans: readonly Span[], width: number): readonly Span[] {
  const fits: Span[] = [];
  let used = 0;
  for (const [text, tone] of spans) {
    const wide = columns(text);
    if (used + wide > width) return [...fits, [fitting(lettersOf(text), width - used).join(''), tone]];
    fits.push([text, tone]);
    used += wide;
  }
  return fits;
}

function withoutTrail(spans: readonly Span[]): readonly Span[] {
  for (let end = spans.length; end > 0; end--) {
    const [text = '', tone] = spans[end - 1] ?? [];
    if (tone === 'selected') return spans.slice(0, end);
    const rest = text.trimEnd();
    if (rest !== '') return [...spans.slice(0, end - 1), [rest, tone]];
  }
  return [];
}

function painted(text: string, tone: Tone): string {
  return tone === 'plain' || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}

const CODES: Readonly<Record<Exclude<Tone, 'plain'>, string>> = {
  bold: '1',
  dim: '2',
  red: '31',
  yellow: '33',
  green: '32',
  cyan: '36',
  selected: '7',
  alarm: '1;31',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal codes
const CODES_IN = /\u001b\[[\d;]*m/g;
