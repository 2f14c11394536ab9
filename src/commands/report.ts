import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import type { RunHistory } from '../insight/runs.ts';
import { contextFrom, dirOption, jsonOption } from './options.ts';

const HELP = `
Totals come from the checkpoint and the journal, so no sidecar is needed; quantiles and advice come from the runs
that are still in the journal.

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
  const [{ stderrLog }, { look }, { journalHistory }, { insightsOf }, { reportOf }, { reportText }, { adviceText }] =
    await Promise.all([
      import('./log.ts'),
      import('../sidecar/once.ts'),
      import('../sidecar/history.ts'),
      import('../insight/insights.ts'),
      import('../views/report.ts'),
      import('../views/report-text.ts'),
      import('../views/advice-text.ts'),
    ]);
  const { snapshot } = await look(places, settings, stderrLog('warn'));
  const history = await journalHistory(places.journal, { pause: async () => {} });
  const report = reportOf(snapshot, durationsIn(history));
  if (json) return `${JSON.stringify(report, null, 2)}\n`;
  const known = new Set(report.hooks.map(({ hook }) => hook)); // forgotten ones need no advice
  const advice = insightsOf(history, localOffset()).advice.filter(({ hook }) => known.has(hook));
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const text = reportText(report, {
    colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    width,
    date: localDate(),
  });
  return advice.length === 0 ? text : `${text}\n${adviceText(advice, { width })}`;
}

function durationsIn({ hooks }: RunHistory): ReadonlyMap<string, Float64Array> {
  return new Map(hooks.map(({ hook, us }) => [hook, us.filter((each) => !Number.isNaN(each))]));
}

/** Microseconds by which clocks here are ahead of UTC: hours of the day are people's own. */
const localOffset = (): number => -new Date().getTimezoneOffset() * 60e6;

/** As `date` prints it here, which is what the spec's own report has. */
function localDate(): string {
  try {
    return execFileSync('date', { encoding: 'utf8' }).trim();
  } catch {
    return new Date().toString();
  }
}
