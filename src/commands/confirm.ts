// Asks before something is changed that belongs to somebody else.

import { createInterface } from 'node:readline/promises';
import { UserError } from '../base/user-error.ts';
import { say } from './say.ts';

/** 128 + SIGINT, as a shell has it. */
const INTERRUPTED = 130;

/**
 * True where the answer is yes; `--yes` answers for everybody. Throws UserError where nobody can be asked.
 */
export async function confirmed(question: string, { yes }: { readonly yes: boolean | undefined }): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError(
      'nothing was changed: there is no terminal to ask on; add --yes to agree, or --dry-run to look only',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const gone = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  terminal.once('SIGINT', () => {
    process.exitCode = INTERRUPTED;
    terminal.close();
  });
  const answer = await Promise.race([terminal.question(`${question} [y/N] `), gone]);
  terminal.close();
  if (answer === undefined) say('\n'); // what comes next is no part of the question
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}
