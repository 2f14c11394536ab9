// The wrapper of a hook that its host gives to a shell as one line:
//
//     set -- SHIM --hook guard --event PreToolUse --; [ -x "$1" ] || set --; exec "$@" "$0" -c 'the original'
//
// "$0" is the shell that the host chose (`sh -c LINE` has no other $0), so that the original runs in the same one; without the shim
// `"$@"` is nothing and the line becomes `exec sh -c 'the original'`. No variable is set: the hook would inherit it.

import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

export interface WrappedLine {
  readonly original: string;
  readonly options: WrapOptions;
}

export const wrapShellLine = (original: string, options: WrapOptions): string => `${head(options)}${quoted(original)}`;

/** What wrapShellLine made; undefined for anything else. */
export function unwrapShellLine(line: string): WrappedLine | undefined {
  const at = line.indexOf(LOOK);
  if (!line.startsWith(BEGIN) || at === -1) return undefined;
  const { words, rest } = leadingWords(line.slice(BEGIN.length, at));
  const [shim = '', ...optionWords] = words;
  const options = parseShimOptions(optionWords);
  const original = originalIn(line.slice(at + LOOK.length));
  if (!isShim(shim) || rest !== '' || options === undefined || original === undefined) return undefined;
  return { original, options };
}

/** A word that stands for this text. */
export const quoted = (text: string): string => `'${text.replaceAll("'", QUOTE)}'`;

/** The text of a word that `quoted` wrote. */
export const originalIn = (tail: string): string | undefined =>
  /^'((?:[^']|'\\'')*)'$/.exec(tail)?.[1]?.replaceAll(QUOTE, "'");

const head = (options: WrapOptions): string =>
  `${BEGIN}${SHIM} ${shimOptions(options).map(quoteWord).join(' ')}${LOOK}`;

const BEGIN = 'set -- ';
const LOOK = ' --; [ -x "$1" ] || set --; exec "$@" "$0" -c ';
const QUOTE = "'\\''";
