import { Command } from 'commander';
import { UserError } from '../base/user-error.ts';
import { type Context, contextFrom, dirOption, jsonOption, maxEntriesOption } from './options.ts';

const HELP = `
For cron and CI, where no sidecar runs. Beside a running sidecar it waits until that one has caught up.

Example:
  $ hookmeter sync && cat ~/.local/state/hookmeter/metrics.json`;

export function syncCommand(): Command {
  return new Command('sync')
    .description('read the journal to its end once, update checkpoint and metrics.json, and exit')
    .addOption(dirOption())
    .addOption(maxEntriesOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ json, ...flags }: Parameters<typeof contextFrom>[0] & { json?: boolean }) => {
      const executions = await sync(contextFrom(flags));
      process.stdout.write(json === true ? `${JSON.stringify(executions)}\n` : `${sentence(executions)}\n`);
    });
}

interface Synced {
  readonly lines: number;
  readonly open_runs: number;
  readonly by: 'sync' | 'sidecar';
}

const sentence = ({ lines, open_runs, by }: Synced): string =>
  `${by === 'sidecar' ? 'the running sidecar has' : 'hookmeter has'} read ${lines} lines; ${open_runs} runs are open`;

/** Throws UserError where a sidecar holds the directory and cannot catch up. */
export async function sync({ places, settings }: Context): Promise<Synced> {
  const [{ stderrLog }, { syncOnce }, { acquire, ask, socketPath }, { prepareDirectory }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/lock.ts'),
    import('../sidecar/directory.ts'),
  ]);
  prepareDirectory(places);
  const socket = socketPath(places.socket, process.env);
  // Whoever asks this short holder is answered when it is done: by then everything has been read.
  const { promise: done, resolve: finished } = withResolvers();
  const lock = await acquire(socket, async (question) => {
    if (question === 'sync') await done;
    return { pid: process.pid, state: 'sync', openRuns: 0, lines: 0 };
  });
  if (lock.held) {
    const answer = await ask(socket, 'sync');
    if (answer === undefined) return sync({ places, settings });
    if (answer['error'] !== undefined) throw new UserError(String(answer['error']));
    return { lines: Number(answer['lines']), open_runs: Number(answer['openRuns']), by: 'sidecar' };
  }
  try {
    const { reading } = await syncOnce(places, settings, stderrLog('warn'));
    return { lines: reading.lines, open_runs: reading.openRuns, by: 'sync' };
  } finally {
    finished();
    await lock.release();
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
