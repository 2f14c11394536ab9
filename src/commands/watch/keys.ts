// What a terminal in raw mode sends for each key, as VT100 and xterm do: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html

import type { Key } from '../../views/watch/screen.ts';

/** The keys in what was read at once, in order. What no key is known for is left out. */
export function keysIn(text: string): readonly Key[] {
  return Array.from(text.matchAll(PIECES), ([piece]) => keyOf(piece)).filter((key) => key !== undefined);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal codes
const PIECES = /\u001b\[[\d;?]*[@-~]|\u001bO[@-~]|[\s\S]/gu;

function keyOf(piece: string): Key | undefined {
  const known = KEYS.get(piece);
  if (known !== undefined) return { kind: known };
  return isText(piece) ? { kind: 'text', text: piece } : undefined;
}

const isText = (piece: string): boolean => !/^[\p{Cc}\p{Cs}]/u.test(piece);

const KEYS: ReadonlyMap<string, Exclude<Key['kind'], 'text'>> = new Map([
  ['\u0003', 'interrupt'],
  ['\u0004', 'interrupt'],
  ['\u001a', 'suspend'],
  ['\u000c', 'redraw'],
  ['\u001b', 'escape'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u001b[A', 'up'],
  ['\u001bOA', 'up'],
  ['\u001b[B', 'down'],
  ['\u001bOB', 'down'],
  ['\u001b[5~', 'page up'],
  ['\u001b[6~', 'page down'],
  ['\u001b[H', 'home'],
  ['\u001bOH', 'home'],
  ['\u001b[1~', 'home'],
  ['\u001b[F', 'end'],
  ['\u001bOF', 'end'],
  ['\u001b[4~', 'end'],
]);
