/** A name from outside as one harmless piece of a line: control and direction characters could rewrite a terminal. */
export function printable(name: string): string {
  return name.replace(UNPRINTABLE, escaped);
}

/** A whole text for people: line ends, tabs and colours stay. */
export const harmless = (text: string): string =>
  text
    .split(WANTED)
    .map((piece, i) => (i % 2 === 1 ? piece : printable(piece)))
    .join('');

const WANTED = new RegExp(`(${'\u001b'}\\[[0-9;]*m|[\\n\\t])`);

/** The same where a sentence has to show where a name begins and ends. */
export const quoted = (name: string): string => `"${printable(name)}"`;

// Control characters, line separators, lone surrogates, and what is invisible or turns the direction of a line; but not the
// joiners, which emoji and many scripts need.
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
