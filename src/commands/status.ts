import { Command } from 'commander';
import { type Answer, isSilent } from '../sidecar/answers.ts';
import { contextFrom, dirOption, jsonOption } from './options.ts';
import { emit, say } from './say.ts';

const HELP = `
Exit code 0 when a sidecar runs and answers, 3 when none does.

Example:
  $ hookmeter status --json | jq .sidecar`;

export function statusCommand(): Command {
  return new Command('status')
    .description('the directory, whether a sidecar is alive, how far it is behind, open runs, rejected lines')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ json, ...flags }: Parameters<typeof contextFrom>[0] & { json?: boolean }) => {
      const status = await statusOf(contextFrom(flags));
      if (json === true) emit(`${JSON.stringify(status, null, 2)}\n`);
      else say(text(status));
      if (status.sidecar === undefined || isSilent(status.sidecar)) process.exitCode = 3;
    });
}

interface Status {
  readonly dir: string;
  readonly sidecar: Answer | undefined;
  readonly unread_bytes: number;
  readonly open_runs: number;
  readonly lines: number;
  readonly rejects: Readonly<Record<string, number>>;
}

async function statusOf({ places, settings }: ReturnType<typeof contextFrom>): Promise<Status> {
  const [{ stderrLog }, { look }, { ask, socketPath }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/lock.ts'),
  ]);
  const sidecar = await ask(socketPath(places.socket, process.env), 'status');
  const { snapshot, unreadBytes } = await look(places, settings, stderrLog('warn'));
  const { reading } = snapshot;
  return {
    dir: places.dir,
    sidecar,
    unread_bytes: Number(sidecar?.['lagBytes'] ?? unreadBytes),
    open_runs: reading.openRuns,
    lines: reading.lines,
    rejects: Object.fromEntries(reading.rejects),
  };
}

function text({ dir, sidecar, unread_bytes, open_runs, lines, rejects }: Status): string {
  const reasons = Object.entries(rejects).map(([reason, count]) => `${count} ${reason}`);
  const rows: readonly (readonly [string, string])[] = [
    ['directory', dir],
    ['sidecar', sidecarText(sidecar)],
    ['unread', `${unread_bytes} bytes`],
    ['lines', String(lines)],
    ['open runs', String(open_runs)],
    ['rejects', reasons.join(', ') || 'none'],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}\n`).join('');
}

function sidecarText(sidecar: Answer | undefined): string {
  if (sidecar === undefined)
    return 'none is running; start one with `hookmeter serve`, or count once with `hookmeter sync`';
  if (isSilent(sidecar)) return 'does not answer: it is stopped, or hangs';
  return `${sidecar['state']}, pid ${sidecar['pid']}, ${sidecar['url'] ?? 'not listening yet'}`;
}
