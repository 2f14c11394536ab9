#!/usr/bin/env node
// The command line. One file per command in commands/; this one only puts them together and decides how an error looks.

import { Command, CommanderError } from 'commander';
import { packageVersion } from './base/package.ts';
import { UserError } from './base/user-error.ts';
import { baselineCommand } from './commands/baseline.ts';
import { compareCommand } from './commands/compare.ts';
import { complain } from './commands/complain.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { forgetCommand } from './commands/forget.ts';
import { importCommand } from './commands/import.ts';
import { installCommand } from './commands/install.ts';
import { pushCommand } from './commands/push.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { serviceCommand } from './commands/service.ts';
import { shellCommand } from './commands/shell.ts';
import { statusCommand } from './commands/status.ts';
import { syncCommand } from './commands/sync.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { watchCommand } from './commands/watch.ts';
import { printable } from './views/printable.ts';

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

const program = new Command('hookmeter')
  .description('Counts and times every hook that coding agents, git and CI run.')
  .version(packageVersion())
  .enablePositionalOptions()
  .showSuggestionAfterError(true)
  .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
  .exitOverride()
  .addHelpText('after', HELP);

const commands = [
  installCommand,
  uninstallCommand,
  doctorCommand,
  serveCommand,
  runCommand,
  syncCommand,
  pushCommand,
  serviceCommand,
  reportCommand,
  baselineCommand,
  compareCommand,
  watchCommand,
  statusCommand,
  importCommand,
  forgetCommand,
  shellCommand,
  demoCommand,
];
for (const make of commands) program.addCommand(inherit(make()));

process.stdout.on('error', leaveOnBrokenOutput);
process.stderr.on('error', leaveOnBrokenOutput);
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function inherit(command: Command): Command {
  for (const child of command.commands) inherit(child.copyInheritedSettings(command));
  return command.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(text)) });
}

/** Returns the exit code: 2 for what the caller can put right, 1 for a bug. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError || isSystemError(error)) {
    complain(error.message);
    return 2;
  }
  process.stderr.write(`hookmeter: this is a bug, please report it: ${error instanceof Error ? error.stack : error}\n`);
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

/** Whoever read us has had enough (`hookmeter report | head`), or what we say cannot be kept (`> /dev/full`). */
function leaveOnBrokenOutput(error: Error): void {
  process.exit('code' in error && error.code === 'EPIPE' ? 0 : explain(error));
}
