// The terminal while the live view has it: the other screen, no cursor, keys one by one; and as it was before, whatever happens.

import type { Key } from '../../views/watch/screen.ts';
import type { Size } from '../../views/watch/view.ts';
import { keysIn } from './keys.ts';

export interface Terminal {
  size(): Size;
  write(text: string): void;
  /** Lets the shell have the terminal until it gives it back. */
  suspend(): void;
  /** As it was before. */
  restore(): void;
}

export interface TerminalEvents {
  key(key: Key): void;
  /** What is on the terminal is not known any more. */
  lost(): void;
  /** The terminal has gone. */
  gone(): void;
}

/** The other screen, no cursor, no wrapping at the edge; and back. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';

const RETURN_MS = 200;

/** Takes the terminal that stdin and stdout are. Where stdin is something else there are no keys. */
export function takeTerminal(events: TerminalEvents): Terminal {
  const { stdin, stdout } = process;
  const hasKeys = stdin.isTTY === true;
  let isOurs = false;
  let isOver = false;

  function enter(): void {
    if (hasKeys) stdin.setRawMode(true);
    isOurs = true;
    stdout.write(ENTER);
  }

  function restore(): void {
    if (!isOurs) return;
    isOurs = false;
    stdout.write(LEAVE);
    if (hasKeys) stdin.setRawMode(false);
  }

  function comeBack(): void {
    if (isOver) return;
    // Whoever had the terminal meanwhile may have set it otherwise.
    if (hasKeys) stdin.setRawMode(false);
    enter();
    events.lost();
  }

  // The last resort: an exception that nobody caught, before it is printed, or somebody else's exit.
  process.on('uncaughtExceptionMonitor', restore);
  process.on('exit', restore);
  process.on('SIGCONT', comeBack);
  stdout.on('resize', () => events.lost());
  stdout.removeAllListeners('error').on('error', () => events.gone());
  if (hasKeys) {
    stdin.setEncoding('utf8');
    stdin.on('data', (text: string) => {
      for (const key of keysIn(text)) events.key(key);
    });
    stdin.on('end', () => events.gone()).on('error', () => events.gone());
  }
  enter();
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    write(text) {
      if (isOurs) stdout.write(text); // a frame may come due while the shell has it
    },
    suspend() {
      restore();
      process.kill(0, 'SIGTSTP'); // as the terminal itself does it: whoever started us stops too
      // Nothing stops where no shell is there to continue it.
      setTimeout(() => {
        if (!isOurs) comeBack();
      }, RETURN_MS);
    },
    restore() {
      isOver = true;
      restore();
    },
  };
}
