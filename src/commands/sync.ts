import { Command } from 'commander';
import { withResolvers } from '../base/promise.ts';
import { UserError } from '../base/user-error.ts';
import { isSilent, SYNCING } from '../sidecar/answers.ts';
import { type Context, contextFrom, dirOption, jsonOption, maxEntriesOption } from './options.ts';
import { emit, say } from './say.ts';

const HELP = `
For cron and CI, where no sidecar runs. Beside a running sidecar it waits until
that one has caught up.

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
      if (json === true) emit(`${JSON.stringify(executions)}\n`);
      else say(`${sentence(executions)}\n`);
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
  const [{ stderrLog }, { syncOnce }, { socketPath }, { askToSync, heldMessage, takeDirectory }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/lock.ts'),
    import('../sidecar/holding.ts'),
  ]);
  const done = withResolvers<void>();
  const taken = await takeDirectory(places, async (question) => {
    if (question === 'sync') await done.promise;
    return { pid: process.pid, state: SYNCING };
  });
  if (taken.held) {
    const answer = isSilent(taken.holder) ? taken.holder : await askToSync(socketPath(places.socket, process.env));
    if (answer === undefined || answer['state'] === SYNCING) return sync({ places, settings }); // it has just gone
    if (isSilent(answer)) throw new UserError(heldMessage(places.dir, answer));
    if (answer['error'] !== undefined) throw new UserError(String(answer['error']));
    return { lines: Number(answer['lines']), open_runs: Number(answer['openRuns']), by: 'sidecar' };
  }
  try {
    const { reading } = await syncOnce(places, settings, stderrLog('warn'));
    return { lines: reading.lines, open_runs: reading.openRuns, by: 'sync' };
  } finally {
    done.resolve();
    await taken.holding.release();
  }
}
