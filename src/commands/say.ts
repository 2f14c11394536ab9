import { harmless } from '../views/printable.ts';

/** Text for people on stdout. Whatever names are in it, only text, line ends, tabs and our own colours reach the terminal. */
export function say(text: string): void {
  process.stdout.write(harmless(text));
}

/** The same on stderr, in the middle of other work; `complain` has what ends a command. */
export function note(text: string): void {
  process.stderr.write(harmless(text));
}

/** What is read by programs on stdout, byte for byte: JSON, HTML, Markdown, a path. */
export function emit(text: string): void {
  process.stdout.write(text);
}
