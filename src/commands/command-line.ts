// The commands put together: which words go to which of them, and how an error looks. One file per command stands beside this one.

import { Command, CommanderError } from 'commander';
import { packageVersion } from '../base/package.ts';
import { UserError } from '../base/user-error.ts';
import { printable } from '../views/printable.ts';
import { complain } from './complain.ts';
import { note } from './say.ts';

const HELP = `
Examples:
  $ hookmeter demo       see it work, on invented weeks and real git hooks
  $ hookmeter install    put the shim in front of the hooks that you have
  $ hookmeter report     what has run, how often, how long; what to do first
  $ hookmeter watch      runs as they happen
  $ hookmeter serve      count, and serve http://127.0.0.1:9464/ and /metrics

One run of a hook by hand, in bash and without Node:
  $ hookmeter-run --hook format -- prettier --check .

Everything is kept in $HOOKMETER_DIR, else $XDG_STATE_HOME/hookmeter, else
~/.local/state/hookmeter.`;

/** In the order of the help. Each brings modules of its own, and most calls want one of them. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  install: async () => (await import('./install.ts')).installCommand(),
  uninstall: async () => (await import('./uninstall.ts')).uninstallCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  run: async () => (await import('./run.ts')).runCommand(),
  sync: async () => (await import('./sync.ts')).syncCommand(),
  push: async () => (await import('./push.ts')).pushCommand(),
  service: async () => (await import('./service.ts')).serviceCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  baseline: async () => (await import('./baseline.ts')).baselineCommand(),
  compare: async () => (await import('./compare.ts')).compareCommand(),
  watch: async () => (await import('./watch.ts')).watchCommand(),
  status: async () => (await import('./status.ts')).statusCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  forget: async () => (await import('./forget.ts')).forgetCommand(),
  shell: async () => (await import('./shell.ts')).shellCommand(),
  demo: async () => (await import('./demo.ts')).demoCommand(),
};

/** The one that was asked for; all of them for the help, and to tell what a wrong name may have meant. */
const wanted = (word = ''): readonly string[] => (Object.hasOwn(COMMANDS, word) ? [word] : Object.keys(COMMANDS));

/** What was typed after `hookmeter`. Never rejects: the exit code is set, and what went wrong is told. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  try {
    const program = createProgram();
    for (const name of wanted(words[0])) await addCommand(program, name);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function createProgram(): Command {
  return new Command('hookmeter')
    .description('Counts and times every hook that coding agents, git and CI run.')
    .version(packageVersion())
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .exitOverride()
    .addHelpText('after', HELP);
}

async function addCommand(program: Command, name: string): Promise<void> {
  const command = await COMMANDS[name]?.();
  if (command !== undefined) program.addCommand(inherit(command));
}

function inherit(command: Command): Command {
  for (const child of command.commands) inherit(child.copyInheritedSettings(command));
  return command.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(text)) });
}

/** Returns the exit code: 2 for what the caller can put right, 1 for a bug. */
export function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError || isSystemError(error)) {
    complain(error.message);
    return 2;
  }
  note(`hookmeter: this is a bug, please report it: ${error instanceof Error ? error.stack : error}\n`);
  return 1;
}

/** What the operating system refused: no permission, no space, no such folder. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** `error: …` and a suggestion on one line, in the form of our own messages. */
function oneLine(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, 'hookmeter: ')
    .replace(/\n+/g, ' ');
  return `${printable(line)} (see --help)\n`;
}
