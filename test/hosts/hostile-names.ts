// Names of files that try to end whatever text they are put into, and to run a command behind it.

import { wrapCommand } from '../../src/hosts/command-wrapper.ts';

/** Paths as git can have them: relative, without an empty part, each part of at most 255 bytes. */
export function hostileNames(count: number, next: () => number): readonly string[] {
  const piece = (): string => PIECES[Math.floor(next() * PIECES.length)] ?? '';
  const name = (): string => asPath(Array.from({ length: 1 + Math.floor(next() * 8) }, piece).join(''));
  return Array.from({ length: count }, name);
}

const CODE = 'touch OWNED';

/** The lines with which our own here-documents end, now and in older versions. */
const END_WORDS = ['HOOKMETER', ...Array.from(wrapCommand('{', { hook: 'h', event: 'e' }).matchAll(/^@.*$/gm), String)];

const PIECES: readonly string[] = [
  ...[
    '\n',
    '\n',
    "'",
    '"',
    '`',
    '\\',
    ')',
    '(',
    '$(',
    '$' + '{',
    '}',
    '{',
    ';',
    '#',
    '&',
    '|',
    '<<',
    ' ',
    '\t',
    '\r',
    '*',
    '~',
    '!',
    '=',
  ],
  ...[`; ${CODE};`, `$(${CODE})`, `\`${CODE}\``, `\n${CODE}\n`, `\n)"; ${CODE}; #`, `'; ${CODE}; '`, "'\\''"],
  ...[
    '{staged_files}',
    '{0}',
    '{1}',
    '{cmd}',
    '$0',
    '$@',
    '$HOME',
    '--',
    '-c',
    '--hook',
    'a',
    'é',
    '🚀',
    '\u0002',
    '.js',
    '/',
  ],
  ...END_WORDS.flatMap((word) => [word, `\n${word}\n`, `a\n${word}\n)"; ${CODE}; #.js`]),
];

function asPath(text: string): string {
  const parts = text.split('/').map((part) =>
    Buffer.from(part)
      .subarray(0, 255)
      .toString()
      .replace(/\ufffd+$/, ''),
  );
  return parts.filter((part) => !['', '.', '..'].includes(part)).join('/') || 'empty';
}
