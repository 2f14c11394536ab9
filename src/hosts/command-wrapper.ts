// The wrapper of a command line into which its host puts texts, and which it may put into another line (lefthook's `{staged_files}`, `args`
// and `{cmd}`). So it is one simple command, with which words can be put in front and behind, and the original stands where a host
// that replaces texts in it cannot change what they mean:
//
//     sh -c 'SCRIPT' 'the original'            or, with something to replace,         sh -c 'SCRIPT' "$(cat <<'HOOKMETER' … )"
//
// SCRIPT has the original as "$0", and what follows it as "$@".

import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import { inHereDocument, originalIn, quoted, type WrappedLine } from './shell-wrapper.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

export function wrapCommand(original: string, options: WrapOptions): string {
  const script = `${BEGIN}${SHIM} ${shimOptions(options).map(quoteWord).join(' ')}${END}`;
  return `sh -c ${quoted(script)} ${original.includes('{') ? inHereDocument(original) : quoted(original)}`;
}

/** What wrapCommand made; undefined for anything else. */
export function unwrapCommand(line: string): WrappedLine | undefined {
  const close = `${END}' `;
  const at = line.indexOf(close);
  if (!line.startsWith(`sh -c '${BEGIN}`) || at === -1) return undefined;
  const [, , script = ''] = leadingWords(`${line.slice(0, at)}'`).words;
  const { words, rest } = leadingWords(script.slice(BEGIN.length));
  const [shim = '', ...optionWords] = words;
  const options = parseShimOptions(optionWords);
  const original = originalIn(line.slice(at + close.length));
  if (!isShim(shim) || rest !== '' || options === undefined || original === undefined) return undefined;
  return { original, options };
}

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
