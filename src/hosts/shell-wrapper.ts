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

/**
 * The same for a host that replaces something in the text before a shell sees it: the text stands unquoted in a here-document, so that
 * what is put in there means what it meant. Costs a `cat`.
 */
export function inHereDocument(text: string): string {
  let word = 'HOOKMETER';
  while (text.split('\n').includes(word)) word += '_';
  return `"$(cat <<'${word}'\n${text}\n${word}\n)"`;
}

/** The text of a word that either of them wrote. */
export function originalIn(tail: string): string | undefined {
  const [, inQuotes] = /^'((?:[^']|'\\'')*)'$/.exec(tail) ?? [];
  if (inQuotes !== undefined) return inQuotes.replaceAll(QUOTE, "'");
  return /^"\$\(cat <<'(HOOKMETER_*)'\n([\s\S]*)\n\1\n\)"$/.exec(tail)?.[2];
}

const head = (options: WrapOptions): string =>
  `${BEGIN}${SHIM} ${shimOptions(options).map(quoteWord).join(' ')}${LOOK}`;

const BEGIN = 'set -- ';
const LOOK = ' --; [ -x "$1" ] || set --; exec "$@" "$0" -c ';
const QUOTE = "'\\''";
