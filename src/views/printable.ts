/** A name from outside as one harmless piece of a line: control and direction characters could rewrite a terminal. */
export function printable(name: string): string {
  return name.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Control characters, line separators, bidirectional overrides: Unicode categories Cc, Zl, Zp and the directional ones of Cf.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
