import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { contextFrom, dirOption, jsonOption } from './options.ts';

const HELP = `
Totals come from the checkpoint and the journal, so no sidecar is needed; quantiles come from the runs that are still in
the journal.

Example:
  $ hookmeter report
  🚀 Hook Performance Report - Sun Nov 22 07:20:05 UTC 2026
  📊 System Health: Overall Success Rate: 66.67%
  🔧 format: Success: 66.67%, Avg Time: 141.7ms`;

export function reportCommand(): Command {
  return new Command('report')
    .description('how often each hook ran, how it ended and how long it took')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ json, ...flags }: Parameters<typeof contextFrom>[0] & { json?: boolean }) => {
      process.stdout.write(await reportOn(contextFrom(flags), json === true));
    });
}

/** The text of the report, or its JSON. */
export async function reportOn({ places, settings }: ReturnType<typeof contextFrom>, json: boolean): Promise<string> {
  const [{ stderrLog }, { look }, { journalDurations }, { reportOf }, { reportText }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/durations.ts'),
    import('../views/report.ts'),
    import('../views/report-text.ts'),
  ]);
  const { snapshot } = await look(places, settings, stderrLog('warn'));
  const report = reportOf(snapshot, await journalDurations(places.journal, async () => {}));
  if (json) return `${JSON.stringify(report, null, 2)}\n`;
  return reportText(report, {
    colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    date: localDate(),
  });
}

/** As `date` prints it here, which is what the spec's own report has. */
function localDate(): string {
  try {
    return execFileSync('date', { encoding: 'utf8' }).trim();
  } catch {
    return new Date().toString();
  }
}
