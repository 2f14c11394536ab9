// How wide a text is on a terminal, and how to make it fit.

/** Terminal columns; wide East Asian letters and emoji take two. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return lettersOf(text).reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
}

/** What a reader takes for one letter may be several code points. */
export const lettersOf = (text: string): readonly string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);
const segmenter = new Intl.Segmenter();

/** As many of the first letters as fit. */
export function fitting(letters: readonly string[], width: number): readonly string[] {
  let left = width;
  const tooWide = letters.findIndex((letter) => {
    left -= columns(letter);
    return left < 0;
  });
  return tooWide === -1 ? letters : letters.slice(0, tooWide);
}

/** The text, with its middle left out where it is wider: both ends tell more than the first half. */
export function shortenedTo(letters: readonly string[], width: number): string {
  const whole = letters.join('');
  if (columns(whole) <= width) return whole;
  if (width < 1) return '';
  const half = (width - 1) / 2;
  const start = fitting(letters, Math.ceil(half));
  const end = fitting(letters.toReversed(), Math.floor(half)).toReversed();
  return `${start.join('')}…${end.join('')}`;
}

const PLAIN = /^[\x20-\x7e]*$/;
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\ufe0f/u;
