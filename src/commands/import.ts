import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { UserError } from '../base/user-error.ts';
import { counted } from '../views/amounts.ts';
import { complain } from './complain.ts';
import { transcriptsCommand } from './import-transcripts.ts';
import { contextFrom, dirOption } from './options.ts';
import { say } from './say.ts';

const HELP = `
What is imported is the start of what metrics.json and the report say; it never
reaches /metrics, where it would look like a burst of runs. Importing totals of
a hook again replaces those that were imported before; a run counts once.

Examples:
  $ hookmeter import transcripts                  what Claude Code wrote down
  $ hookmeter import metrics-json old/metrics.json`;

const METRICS_JSON_HELP = `
Example:
  $ hookmeter import metrics-json old/metrics.json`;

export function importCommand(): Command {
  const metricsJson = new Command('metrics-json')
    .description("take over a metrics.json of the spec's recorder as the start of the totals")
    .argument('<file>', 'the file to read')
    .addOption(dirOption())
    .addHelpText('after', METRICS_JSON_HELP)
    .action(async (file: string, flags: Parameters<typeof contextFrom>[0]) => {
      say(await importMetricsJson(file, contextFrom(flags)));
    });
  return new Command('import')
    .description('take over history from elsewhere')
    .addCommand(transcriptsCommand())
    .addCommand(metricsJson)
    .addHelpText('after', HELP);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file} cannot be read: ${why}; nothing was imported`);
  }
}

/** What a line of the journal has room for. */
const LONGEST_NAME_BYTES = 3500;

async function importMetricsJson(file: string, context: ReturnType<typeof contextFrom>): Promise<string> {
  const [{ parseSpecMetrics }, { appendLine }, { wallClock }, { prepareDirectory }, { sync }] = await Promise.all([
    import('../exports/spec-metrics.ts'),
    import('../journal/append.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/directory.ts'),
    import('./sync.ts'),
  ]);
  const parsed = parseSpecMetrics(textOf(file));
  if (!parsed.ok) throw new UserError(`${file}: ${parsed.message}; nothing was imported`);
  for (const warning of parsed.warnings) complain(warning);
  const giant = parsed.hooks.find(({ hook }) => Buffer.byteLength(JSON.stringify(hook)) > LONGEST_NAME_BYTES);
  if (giant !== undefined) {
    throw new UserError(
      `${file}: the hook ${JSON.stringify(giant.hook.slice(0, 40))}… has a name of more than ${LONGEST_NAME_BYTES} bytes; nothing was imported`,
    );
  }
  prepareDirectory(context.places);
  const at = wallClock();
  for (const { hook, successful, failed, us, lastAt } of parsed.hooks) {
    appendLine(context.places.journal, at, { kind: 'import', hook, at, successful, failed, us, last_at: lastAt });
  }
  await sync(context);
  const runs = parsed.hooks.reduce((sum, { successful, failed }) => sum + successful + failed, 0);
  return `imported ${counted(parsed.hooks.length, 'hook')} with ${counted(runs, 'execution')} from ${file}\n`;
}
