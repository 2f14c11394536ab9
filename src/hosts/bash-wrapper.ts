// The wrapper of a line that its host gives to bash after it has put texts into it: the original stands as it is, from the second line on.
//
//     set -- SHIM --hook guard --event BeforeTool --; …; exec "$@" "$0" -c "${BASH_EXECUTION_STRING#*[#]hookmeter?}" #hookmeter
//     the original
//
// BASH_EXECUTION_STRING is what bash was given, so the original needs neither quotes, into which nothing could be put, nor a
// here-document, for which old bash writes a file. The first line has ended in `exec` before bash reads the second. Another shell, which
// has no such variable, goes on to the second line and measures nothing.

import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import type { WrappedLine } from './shell-wrapper.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

export function wrapBashText(original: string, options: WrapOptions): string {
  const words = shimOptions(options).map(untouched).join(' ');
  let mark = 'hookmeter';
  while (words.includes(`#${mark}`)) mark += '_';
  return `${BEGIN}${BASH_SHIM} ${words}${LOOK}"\${BASH_EXECUTION_STRING#*[#]${mark}?}" #${mark}\n${original}`;
}

/** What wrapBashText made; undefined for anything else. */
export function unwrapBashText(text: string): WrappedLine | undefined {
  const at = text.indexOf(LOOK);
  if (!text.startsWith(BEGIN) || at === -1) return undefined;
  const { words, rest } = leadingWords(text.slice(BEGIN.length, at));
  const [shim = '', ...optionWords] = words;
  const options = parseShimOptions(optionWords);
  const original = TAIL.exec(text.slice(at + LOOK.length))?.[2];
  if (!isShim(shim) || rest !== '' || options === undefined || original === undefined) return undefined;
  return { original, options };
}

/** A word in which the host finds nothing to replace. */
const untouched = (word: string): string => quoteWord(word).replaceAll('$', () => "$''");

/**
 * Gemini CLI replaces $NAME and {NAME:-default} in braces when it reads its settings, and takes a nested default apart. It knows no `-` without the
 * colon. https://github.com/google-gemini/gemini-cli/blob/main/packages/cli/src/utils/envVarResolver.ts
 */
const BASH_SHIM = SHIM.replaceAll(':-', '-');
const BEGIN = 'set -- ';
// biome-ignore lint/suspicious/noTemplateCurlyInString: bash fills it in
const LOOK = ' --; [ -x "$1" ] || set --; [ -z "${BASH_EXECUTION_STRING-}" ] || exec "$@" "$0" -c ';
const TAIL = /^"\$\{BASH_EXECUTION_STRING#\*\[#\](hookmeter_*)\?\}" #\1\n([\s\S]*)$/;
