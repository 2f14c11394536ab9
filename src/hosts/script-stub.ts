// The wrapper of a hook that is a program but no shell script: it moves aside, under a name without an extension (Node tells modules by it),
// and a small script takes its place.

import { basename, dirname, join } from 'node:path';
import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

/** Where the program goes: links and imports that are relative to its folder stay what they are. */
export const asidePath = (path: string): string => join(dirname(path), `${basename(path)}-hookmeter-original`);

/**
 * The text that takes the place of the program at `path`. Without the program, it says so and succeeds: git runs no hook that does not
 * exist, and whoever removes the program means that.
 */
export function stubOf(path: string, options: WrapOptions): string {
  const aside = basename(asidePath(path));
  return `#!/bin/sh
# The hook is ${aside} in this folder. hookmeter measures it, and puts it back here when it is uninstalled.
case $0 in */*) set -- "\${0%/*}"/${quoteWord(aside)} "$@" ;; *) set -- ./${quoteWord(aside)} "$@" ;; esac
if [ ! -x "$1" ]; then echo "hookmeter: $1 is no program any more; nothing was run" >&2; exit 0; fi
if [ -x ${SHIM} ]; then ${EXEC}${SHIM} ${shimOptions(options).map(quoteWord).join(' ')}${END}
exec "$@"
`;
}

/** The options of what stubOf made for this path; undefined for anything else. */
export function stubOptions(path: string, text: string): WrapOptions | undefined {
  const start = text.indexOf(EXEC);
  const end = text.lastIndexOf(END);
  const isOurs = text.startsWith(`#!/bin/sh\n# The hook is ${basename(asidePath(path))} in this folder. hookmeter `);
  if (!isOurs || start === -1 || end < start) return undefined;
  const { words, rest } = leadingWords(text.slice(start + EXEC.length, end));
  const [shim = '', ...optionWords] = words;
  return isShim(shim) && rest === '' ? parseShimOptions(optionWords) : undefined;
}

const EXEC = 'exec ';
const END = ' -- "$@"; fi';

/** Whether a program looks at its own name, which the move changes; its folder does not change. */
export const looksAtItsName = (text: string): boolean =>
  NAME.test(text.replaceAll(HARMLESS, '')) || (JAVASCRIPT.test(text) && SECOND_WORD.test(text));

/** There the script is the second word; for Python, Ruby and the rest argv[1] is what git passes: the file of a commit message. */
const JAVASCRIPT = /^#!.*\b(?:node|nodejs|bun|deno|tsx|ts-node)\b/;
const SECOND_WORD = /\bargv\s*\[\s*1\s*\]/;

const HARMLESS =
  /dirname\(?\s*(?:--\s+)?["']?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?["']?|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\}|\b__FILE__\s*==\s*\$(?:0|PROGRAM_NAME)\b|\$(?:0|PROGRAM_NAME)\s*==\s*__FILE__\b/g;
const NAME =
  /\$\{?0\b|\$\{?BASH_SOURCE|\$PROGRAM_NAME\b|\bargv\s*\[\s*0\s*\]|\bargv0\b|\b__filename\b|basename\s*\(\s*__(?:file|FILE)__|Path\(\s*__file__\s*\)\s*\.\s*(?:name|stem)|\bstatus\s+(?:-?-?)(?:filename|basename|current-filename)\b|\bZSH_ARGZERO\b/;
