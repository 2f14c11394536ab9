// The wrapper of a hook that is a shell script: text in front of the script's first line behind `#!`, so that `$0`, its folder and all
// line numbers stay what they are. The first time, it starts the shim, which starts the script once more, with a mark as its first
// argument; the second time it takes the mark away.
//
//     if [ "${1-}" = --hookmeter=ID ]; then shift; elif [ -x SHIM ] && (…); then exec SHIM --hook … -- /bin/sh "$0" --hookmeter=ID "$@"; fi;
//
// docs/decisions/0010-git-managers.md says why each condition is there. The script may run under -e and -u; nothing is set but in a subshell.

import { createHash } from 'node:crypto';
import type { Edit, WrapOptions } from './host.ts';
import { interpreterOf, type ShellName } from './shebang.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import { isShim, parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

/** What starts a script. */
export interface Starter {
  /** The words in front of the path. */
  readonly words: readonly string[];
  readonly shell: ShellName;
  /** The first line of the script, where that is what names the words. */
  readonly shebang: string | undefined;
}

/** As a kernel starts it, or a program that knows what to do with a script that has no first line; undefined where it is no shell script. */
export function starterOf(text: string): Starter | undefined {
  const interpreter = interpreterOf(text);
  if (interpreter.kind === 'none') return { words: ['/bin/sh'], shell: 'sh', shebang: undefined };
  if (interpreter.kind !== 'shell') return undefined;
  const [shebang = ''] = text.split('\n', 1);
  return { words: interpreter.words, shell: interpreter.shell, shebang: shebang.trim() };
}

/** Where our text stands in a script. */
export interface ScriptWrapper {
  readonly options: WrapOptions;
  readonly offset: number;
  readonly length: number;
  readonly id: string;
  /** Counts from 1. */
  readonly line: number;
  /** It works only in front of the first line behind `#!`. */
  readonly isInPlace: boolean;
}

/** The edit that puts a wrapper into a script, or another one in the place of the one that it has. */
export function wrapScript(text: string, options: WrapOptions, starter: Starter): Edit {
  const known = findWrapper(text);
  const id = known?.id ?? createHash('sha256').update(text).digest('hex').slice(0, 8);
  const hasShebang = text.startsWith('#!');
  const guard = guardOf({ options, id, starter, hasShebang });
  if (known !== undefined) {
    const { offset, length } = known;
    return { offset, length, text: text.startsWith('\n', offset) ? `\n${guard}` : `${guard}; ` };
  }
  const lineEnd = text.indexOf('\n');
  if (hasShebang && lineEnd === -1) return { offset: text.length, length: 0, text: `\n${guard}` };
  return { offset: hasShebang ? lineEnd + 1 : 0, length: 0, text: `${guard}; ` };
}

/** The edit that takes a wrapper out again. */
export const unwrapScript = ({ offset, length }: ScriptWrapper): Edit => ({ offset, length, text: '' });

/** What wrapScript has put into a script, in whatever line it stands now. */
export function findWrapper(text: string): ScriptWrapper | undefined {
  for (const found of text.matchAll(GUARD)) {
    const [guard, newLine = '', id = '', optionText = ''] = found;
    const { words, rest } = leadingWords(optionText);
    const [shim = '', ...optionWords] = words;
    const options = parseShimOptions(optionWords);
    if (!isShim(shim) || rest !== '' || options === undefined) continue;
    // Without a `; ` behind it, it is a line of its own: its script had but one, and that did not end.
    const isLine = !guard.endsWith('; ');
    const offset = found.index + (isLine ? 0 : newLine.length);
    const length = guard.length - (isLine ? 0 : newLine.length);
    const line = text.slice(0, found.index + newLine.length).split('\n').length;
    return { options, offset, length, id, line, isInPlace: line === (text.startsWith('#!') ? 2 : 1) };
  }
  return undefined;
}

interface Guard {
  readonly options: WrapOptions;
  readonly id: string;
  readonly starter: Starter;
  readonly hasShebang: boolean;
}

function guardOf({ options, id, starter, hasShebang }: Guard): string {
  const words = shimOptions(options).map((word) => quoteWord(word.replaceAll(/[\r\n]+/g, ' ')));
  return (
    `${BEGIN}${id} ]; then shift; elif [ -x ${SCRIPT_SHIM} ] && (${isThisScript(id, starter, hasShebang)}) 2>/dev/null <"$0"; ` +
    `then exec ${SCRIPT_SHIM} ${words.join(' ')} -- ${starter.words.join(' ')} "$0" --hookmeter=${id} "$@"; fi`
  );
}

/**
 * Succeeds where a second start does what the first would: `$0` is this file (and not one that includes it), its first line is what it was, and
 * the shell is the one which that names, without -x. With `sh -e FILE`, -e tells that the host has started it.
 */
function isThisScript(id: string, { words, shell, shebang }: Starter, hasShebang: boolean): string {
  const flags = words.includes('-e') && shebang === undefined ? ` && [ "\${-#*e}" != "$-" ]` : '';
  const first = shebang === undefined ? '' : `${quoteWord(shebang)}:`;
  const patterns = endings(shell).map((ending) => `${first}*=${id}*,${ending}`);
  return (
    `${hasShebang ? 'read -r s; ' : ''}read -r l; [ "\${-#*x}" = "$-" ]${flags} && ` +
    `case ${shebang === undefined ? '' : '$s:'}$l,\${BASH-}\${ZSH_VERSION:+/zsh} in ${patterns.join('|')}) ;; *) false ;; esac`
  );
}

/** Of `,$BASH` or `,/zsh` in a shell. */
function endings(shell: ShellName): readonly string[] {
  switch (shell) {
    case 'sh':
      return ['', '*/sh'];
    case 'ksh':
      return [''];
    case 'bash':
    case 'zsh':
      return [`*/${shell}`];
  }
}

/** Under `set -u`, a HOME that is not set must not end the hook. */
const SCRIPT_SHIM = SHIM.replace('$HOME', '$' + '{HOME-}');
const BEGIN = `if [ "\${1-}" = --hookmeter=`;
const GUARD =
  /(^|\n)if \[ "\$\{1-\}" = --hookmeter=([0-9a-f]{8}) \]; then shift; elif .*; then exec (.*) -- [^"']*"\$0" --hookmeter=\2 "\$@"; fi(?:; |$)/g;
