import { printable } from '../views/printable.ts';

/** One line on stderr, whatever paths and answers in it hold. */
export function complain(text: string): void {
  process.stderr.write(`hookmeter: ${printable(text)}\n`);
}
