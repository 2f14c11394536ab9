import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { Command } from 'commander';
import { packageFile } from '../base/package.ts';

const HELP = `
  --hook NAME         the hook's name (default: the command's base name)
  --event E           the host's moment, e.g. PreToolUse, pre-commit
  --agent A           the host, e.g. claude-code, git (default: told from the
                      environment)
  --project P         the repository or folder (default: the host's
                      project, else the git root)
  --timeout SECONDS   as the host declares it; never enforced here
  --block-code N      the exit code by which this hook says no
  --decisions         record what the hook decides by JSON on stdout, which
                      is passed on unchanged
  -c LINE             run /bin/sh -c LINE

This starts Node first, for convenience at a prompt. In a hook configuration use
\`hookmeter-run\`, which takes the same options and costs a fiftieth.

Example:
  $ hookmeter run --hook lint -- npm run lint`;

/** Signals that reach the shim from the terminal by themselves when there is one. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const FORWARDED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', ...FROM_TERMINAL];

export function runCommand(): Command {
  return new Command('run')
    .description('time one run of a hook, as hookmeter-run does')
    .usage('[options] -- COMMAND [ARG…]  |  [options] -c LINE')
    .argument('[words...]')
    .helpOption(false) // it would be found among the words of the hook as well
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', HELP)
    .action(async (_words: readonly string[], _options: unknown, command: Command) => {
      const words = wordsAfter(command.name());
      if (asksForHelp(words)) command.help();
      await runShim(words);
    });
}

/** As the shim reads its options: what follows -- or -c is the hook's, and so is what an option takes as its value. */
function asksForHelp(words: readonly string[]): boolean {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--' || word === '-c') return false;
    if (word === '--help' || word === '-h') return true;
    if (WITH_VALUE.has(word)) i++;
  }
  return false;
}

const WITH_VALUE: ReadonlySet<string> = new Set([
  '--hook',
  '--event',
  '--agent',
  '--project',
  '--timeout',
  '--block-code',
]);

/** The words as they were typed: what a parser makes of `--` is not always given back. */
function wordsAfter(name: string): readonly string[] {
  return process.argv.slice(process.argv.indexOf(name, 2) + 1);
}

async function runShim(words: readonly string[]): Promise<void> {
  const shim = spawn(packageFile('src/shim/hookmeter-run'), words, { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => {
    if (!FROM_TERMINAL.includes(signal) || !hasTerminal()) shim.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
    (resolve, reject) => {
      shim.once('error', reject);
      shim.once('exit', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
    },
  );
  for (const each of FORWARDED) process.off(each, forward);
  if (signal === null) {
    process.exitCode = code ?? 0;
    return;
  }
  process.kill(process.pid, signal);
  // Only for a signal that this process happens to ignore.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 1000);
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
