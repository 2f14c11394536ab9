// The wrapper of a command that its host splits into words as a shell would, and starts without one (pre-commit's `entry`, to which it
// appends `args` and file names): that of exec-wrapper.ts as one line, with the original as it is written at the end.

import { unwrapProgram, wrapProgram } from './exec-wrapper.ts';
import type { WrapOptions } from './host.ts';
import { leadingWords, quoteWord } from './shell-words.ts';
import type { WrappedLine } from './shell-wrapper.ts';

export const wrapEntry = (original: string, options: WrapOptions): string => `${headOf(options)}${original}`;

/** What wrapEntry made; undefined for anything else. */
export function unwrapEntry(entry: string): WrappedLine | undefined {
  const { words, rest } = leadingWords(entry, '--');
  const [command = '', ...args] = words;
  const found = rest.startsWith(END) ? unwrapProgram({ command, args: [...args, '--', 'x'] }) : undefined;
  return found === undefined ? undefined : { original: rest.slice(END.length), options: found.options };
}

const END = '-- ';

function headOf(options: WrapOptions): string {
  const { command, args } = wrapProgram({ command: '', args: [] }, options);
  return `${[command, ...args.slice(0, -2)].map(quoteWord).join(' ')} ${END}`;
}
