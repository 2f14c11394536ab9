// The wrapper of a hook that its host starts as a program with arguments, without a shell: a small `sh -c` in front looks for the shim.
//
//     /bin/sh -c SCRIPT hookmeter --hook guard --event PreToolUse -- python3 guard.py

import type { WrapOptions } from './host.ts';
import { parseShimOptions, SHIM, shimOptions } from './wrapper.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface WrappedProgram {
  readonly original: Program;
  readonly options: WrapOptions;
}

export const wrapProgram = ({ command, args }: Program, options: WrapOptions): Program => ({
  command: '/bin/sh',
  args: ['-c', `${BEGIN}${SHIM}${LOOK}`, 'hookmeter', ...shimOptions(options), '--', command, ...args],
});

/** What wrapProgram made; undefined for anything else. */
export function unwrapProgram({ command, args }: Program): WrappedProgram | undefined {
  const [flag, script = '', name, ...rest] = args;
  const isOurs = script.startsWith(BEGIN) && script.endsWith(`/bin/hookmeter-run"${LOOK}`);
  if (command !== '/bin/sh' || flag !== '-c' || name !== 'hookmeter' || !isOurs) return undefined;
  const end = rest.indexOf('--');
  const options = parseShimOptions(rest.slice(0, Math.max(0, end)));
  const [original, ...originalArgs] = rest.slice(end + 1);
  if (end === -1 || original === undefined || options === undefined) return undefined;
  return { original: { command: original, args: originalArgs }, options };
}

const BEGIN = 'set -- ';
/** Without the shim, everything up to `--` goes, and the rest is the original. */
const LOOK = ' "$@"; [ -x "$1" ] && exec "$@"; until [ "$1" = -- ]; do shift; done; shift; exec "$@"';
