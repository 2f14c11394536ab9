// The wrapper of a command line into which its host puts texts, and which it may put into another line (lefthook's `{staged_files}`, `args`
// and `{cmd}`). So it is one simple command, with which words can be put in front and behind, and the original stands where a host
// that replaces texts in it cannot change what they mean:
//
//     sh -c 'SCRIPT' 'the original'            or, with something to replace,         sh -c 'SCRIPT' "$(cat <<'END' … )"
//
// SCRIPT has the original as "$0", and what follows it as "$@".

import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import { originalIn, quoted, type WrappedLine } from './shell-wrapper.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

export function wrapCommand(original: string, options: WrapOptions): string {
  const script = `${BEGIN}${SHIM} ${shimOptions(options).map(untouched).join(' ')}${END}`;
  return `sh -c ${quoted(script)} ${original.includes('{') ? inHereDocument(original) : quoted(original)}`;
}

/** As `isOpen`, a wrapper of an older version, out of which a path that the host fills in can break: it may hold that end word as a line. */
export interface WrappedCommand extends WrappedLine {
  readonly isOpen: boolean;
}

/** What wrapCommand made, in this version or an older one; undefined for anything else. */
export function unwrapCommand(line: string): WrappedCommand | undefined {
  const close = `${END}' `;
  const at = line.indexOf(close);
  if (!line.startsWith(`sh -c '${BEGIN}`) || at === -1) return undefined;
  const [, , script = ''] = leadingWords(`${line.slice(0, at)}'`).words;
  const { words, rest } = leadingWords(script.slice(BEGIN.length));
  const [shim = '', ...optionWords] = words;
  const options = parseShimOptions(optionWords);
  const tail = line.slice(at + close.length);
  const [, word = '', inDocument] = HERE_DOCUMENT.exec(tail) ?? [];
  const original = inDocument ?? originalIn(tail);
  if (!isShim(shim) || rest !== '' || options === undefined || original === undefined) return undefined;
  return { original, options, isOpen: inDocument !== undefined && !word.startsWith(END_WORD) };
}

/** A word of SCRIPT in which the host finds nothing to replace. */
const untouched = (word: string): string => quoteWord(word).replaceAll('{', "{''");

/**
 * A word that stands for this text, unquoted in a here-document, so that what the host puts into it means what it meant. Costs a `cat`.
 * The end word is one that no path can hold as a line: git's paths never have `//` in them, and a file system takes no name of more
 * than 255 bytes. It is always the same, so that a second install changes nothing. It begins as hardly any line does: where a line begins
 * like the end word and goes on outside ASCII, dash 0.5.12 loses a byte.
 */
function inHereDocument(text: string): string {
  let word = END_WORD;
  while (text.split('\n').includes(word)) word += '_';
  return `"$(cat <<'${word}'\n${text}\n${word}\n)"`;
}

const END_WORD = `@//${'hookmeter:no-path-can-hold-this-line:'.repeat(7)}`;
const HERE_DOCUMENT = new RegExp(`^"\\$\\(cat <<'((?:HOOKMETER|${END_WORD})_*)'\\n([\\s\\S]*)\\n\\1\\n\\)"$`);

/**
 * Whether quotes and parentheses are in pairs. Within `$(…)`, the shell of macOS (bash 3.2) counts them even in a here-document, and does
 * not understand it where they are not.
 */
export function isBalanced(text: string): boolean {
  const rest = text.replaceAll(/\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g, '');
  return !/['"`]/.test(rest.replaceAll(/`[^`]*`/g, '')) && rest.split('(').length === rest.split(')').length;
}

const BEGIN =
  'case $# in 0) set -- "$0" sh ;; *) set -- "$0 \\"\\$@\\"" sh "$@" ;; esac; set -- sh -c "$@"; ' +
  `[ ! -x ${SHIM} ] || exec `;
const END = ' -- "$@"; exec "$@"';
