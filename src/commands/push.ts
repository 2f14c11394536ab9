import { Command } from 'commander';
import { counted } from '../views/amounts.ts';
import { complain } from './complain.ts';
import { type Context, contextFrom, dirOption, jsonOption, maxEntriesOption } from './options.ts';
import type { PushOptions, Sent, Target } from './push-targets.ts';
import { emit, say } from './say.ts';
import { sync } from './sync.ts';

const HELP = `
For CI and cron, where nothing runs that could be scraped: reads the journal to
its end, as \`hookmeter sync\` does, and sends the totals. Beside a running
sidecar it waits until that one has caught up. Exit code 1 when a target did not
take them: nothing is lost, the next push sends the totals. --otlp obeys
OTEL_EXPORTER_OTLP_ENDPOINT and its kin.

Examples:
  $ OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.com hookmeter push --otlp
  $ hookmeter push --pushgateway http://gateway:9091 --grouping pipeline=deploy
  $ hookmeter push --textfile /var/lib/node_exporter/hookmeter.prom`;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function pushCommand(): Command {
  return new Command('push')
    .description('count once, and send the totals to where nobody scrapes')
    .addOption(dirOption())
    .option('--otlp', 'to an OpenTelemetry receiver')
    .option('--pushgateway <url>', 'to a Prometheus Pushgateway; user and password may be in the address')
    .option('--grouping <name=value>', 'a further label of the group (default: instance=HOSTNAME)', several)
    .option('--header <line>', 'a header for the Pushgateway (default: $HOOKMETER_PUSHGATEWAY_HEADER)', several)
    .option('--textfile <file>', 'to a file for the textfile collector of node_exporter: NAME.prom')
    .option('--timeout <seconds>', 'how long a receiver may take (default: 10; OTLP: $OTEL_EXPORTER_OTLP_TIMEOUT)')
    .addOption(maxEntriesOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(push);
}

interface Flags extends PushOptions {
  readonly dir?: string;
  readonly maxEntries?: string;
  readonly json?: boolean;
}

async function push({ dir, maxEntries, json, ...options }: Flags): Promise<void> {
  const context = contextFrom({ ...(dir === undefined ? {} : { dir }), maxEntries });
  const { targetsFrom } = await import('./push-targets.ts');
  const pushed = await pushTo(targetsFrom(options, context.places, process.env), context);
  if (json === true) emit(`${JSON.stringify(pushed)}\n`);
  else for (const target of pushed.targets) tell(target, pushed.executions);
  if (pushed.targets.some(({ ok }) => !ok)) process.exitCode = 1;
}

interface Pushed {
  readonly lines: number;
  readonly executions: number;
  readonly targets: readonly PushedTo[];
}

type PushedTo = Pick<Target, 'name' | 'place'> & Sent;

async function pushTo(targets: readonly Target[], context: Context): Promise<Pushed> {
  const [{ stderrLog }, { look }, { takeTurn }, { isExported }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/turn.ts'),
    import('../exports/exported.ts'),
  ]);
  const endTurn = await takeTurn(context.places, 'push');
  try {
    await sync(context);
    const { snapshot } = await look(context.places, context.settings, stderrLog('warn'));
    const sent = targets.map(async (target) => ({
      name: target.name,
      place: target.place,
      ...(await target.send(snapshot)),
    }));
    const exported = snapshot.entries.filter((entry) => isExported(entry, snapshot.takenAt));
    const executions = exported.flatMap(({ outcomes }) => Object.values(outcomes)).reduce((sum, n) => sum + n, 0);
    return { lines: snapshot.reading.lines, executions, targets: await Promise.all(sent) };
  } finally {
    await endTurn();
  }
}

function tell(target: PushedTo, executions: number): void {
  if ('skipped' in target) say(`${target.name}: nothing was sent: ${target.skipped}\n`);
  else if (target.ok) say(`${target.name}: ${target.place} has taken ${counted(executions, 'execution')}\n`);
  else {
    complain(
      `${target.name}: ${target.place} did not take them: ${target.reason}; nothing is lost, the next push sends the totals`,
    );
  }
}
