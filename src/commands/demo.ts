import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { placesIn } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { say } from './say.ts';

const HELP = `
Three invented weeks of ten hooks, so that there is something to find: one takes
most of the time, one became slower, one is broken. Then a throw-away git
repository with three real hooks, each timed by the shim, and real commits to
it: a slow formatter, a guard that refuses messages without a ticket, a notifier
that fails now and then. A sidecar counts all that. Prints what is on /metrics
and in metrics.json, and the report; on a terminal it then stays up until
Ctrl-C, so that you can look around. Everything is in a temporary folder, which
is removed at the end.

--into writes only the invented weeks, into a folder of yours.

Examples:
  $ hookmeter demo
  $ hookmeter demo --into /tmp/weeks && hookmeter report --dir /tmp/weeks`;

export function demoCommand(): Command {
  return new Command('demo')
    .description('see it work: invented weeks, and real git hooks in a throw-away repository')
    .option('--once', 'stop after the report')
    .option('--commits <n>', 'commits to make', '12')
    .option('--no-history', 'only the real commits, without the invented weeks')
    .option('--into <folder>', 'write the invented weeks into this state directory, and stop')
    .addHelpText('after', HELP)
    .action(async ({ once, commits, history, into }: Flags) => {
      if (into !== undefined) return invent(into);
      if (!/^[1-9]\d{0,3}$/.test(commits))
        throw new UserError(`--commits is ${JSON.stringify(commits)}; expected a whole number from 1 to 9999`);
      await demo({ commits: Number(commits), history, stay: once !== true && process.stdout.isTTY === true });
    });
}

interface Flags {
  readonly once?: boolean;
  readonly commits: string;
  readonly history: boolean;
  readonly into?: string;
}

async function invent(folder: string): Promise<void> {
  const [{ inventWeeks }, { afterInto, programName }] = await Promise.all([
    import('./demo/weeks.ts'),
    import('./demo/closing-words.ts'),
  ]);
  if (folder === '') throw new UserError('--into is ""; expected a folder');
  const { dir } = placesIn(resolve(folder));
  const runs = await inventWeeks(placesIn(dir));
  say(afterInto({ runs, dir, program: programName(process.env) }));
}

async function demo(wanted: { commits: number; history: boolean; stay: boolean }): Promise<void> {
  const { play } = await import('./demo/play.ts');
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-demo-'));
  // Whatever ends it, also a reader who has had enough of what it prints.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let code: number | undefined;
  const stopped = new Promise<void>((stop) => {
    for (const [signal, number] of [
      ['SIGINT', 2],
      ['SIGTERM', 15],
      ['SIGHUP', 1],
    ] as const)
      process.once(signal, () => {
        code ??= 128 + number;
        stop();
      });
  });
  const isFinished = await play(folder, { ...wanted, stopped, isStopped: () => code !== undefined });
  if (!isFinished) process.exitCode = code;
}
