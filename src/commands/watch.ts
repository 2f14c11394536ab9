import { Command, Option } from 'commander';
import { isUtf8 } from './locale.ts';
import { contextFrom, dirOption } from './options.ts';
import { hookOption, projectOption, type SelectionFlags, selectionFrom } from './selection-options.ts';

const HELP = `
On a terminal: what is running, how every hook does today, and each run as it
ends. Keys: q quits, / filters, s sorts, p pauses, ? explains. Into a pipe: a
line for each run as it ends, with time, hook, event, outcome and duration
between tabs. No sidecar is needed, and nothing is written.

Examples:
  $ hookmeter watch
  $ hookmeter watch --hook 'fmt*' --since 2h
  $ hookmeter watch | grep --line-buffered failed
  $ hookmeter watch --json | jq --unbuffered 'select(.duration_ms > 1000)'`;

type Flags = Parameters<typeof contextFrom>[0] & SelectionFlags & { readonly json?: boolean };

export function watchCommand(): Command {
  return new Command('watch')
    .description('runs as they happen: a live view on a terminal, lines into a pipe')
    .addOption(dirOption())
    .addOption(hookOption())
    .addOption(projectOption())
    .addOption(
      new Option('--since <time>', 'begin with the runs since then: 10m, 2h, 2026-11-01 (default: today; a pipe: now)'),
    )
    .addOption(new Option('--json', 'a JSON object for each run as it ends, one a line'))
    .addHelpText('after', HELP)
    .action(watch);
}

async function watch({ json, since, hook, project, ...rest }: Flags): Promise<void> {
  const { places } = contextFrom(rest);
  const [{ wallClock }, { watchLines }, { watchLive }, { runJson, runLine }] = await Promise.all([
    import('../sidecar/once.ts'),
    import('./watch/lines.ts'),
    import('./watch/live.ts'),
    import('../views/watch/output.ts'),
  ]);
  const startedAt = wallClock();
  const flags: SelectionFlags = {
    ...(since === undefined ? {} : { since }),
    ...(hook === undefined ? {} : { hook }),
    ...(project === undefined ? {} : { project }),
  };
  const job = { places, selection: selectionFrom(flags, startedAt), startedAt };
  const ending =
    json !== true && hasScreen()
      ? await watchLive(job, {
          colour: (process.env['NO_COLOR'] ?? '') === '',
          utf8: isUtf8(process.env),
          only: onlyWords(flags),
        })
      : await watchLines(job, json === true ? runJson : runLine);
  if (ending === 'success') process.exit(0); // rather than wait for a sidecar that does not answer
  process.removeAllListeners(ending);
  process.kill(process.pid, ending);
}

/** TERM=dumb says that the terminal can only print. */
function hasScreen(): boolean {
  return process.stdout.isTTY === true && !['', 'dumb'].includes(process.env['TERM'] ?? '');
}

function onlyWords({ hook = [], project = [] }: SelectionFlags): string {
  const parts = [
    hook.length > 0 ? `hook ${hook.join(', ')}` : '',
    project.length > 0 ? `project ${project.join(', ')}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
