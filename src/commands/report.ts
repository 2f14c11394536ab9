import { execFileSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { microsFromMillis } from '../base/units.ts';
import type { Selection } from '../insight/selection.ts';
import { EVERYTHING } from '../insight/selection.ts';
import type { Known } from '../views/report/nothing.ts';
import type { TextOptions } from '../views/report/text.ts';
import { type FormatFlags, formatFrom, formatOption } from './format-option.ts';
import { isUtf8 } from './locale.ts';
import { type Context, contextFrom, dirOption, jsonOption } from './options.ts';
import { emit, say } from './say.ts';
import {
  hookOption,
  projectOption,
  type SelectionFlags,
  selectionFrom,
  sinceOption,
  untilOption,
} from './selection-options.ts';

const HELP = `
Totals come from the checkpoint and the journal, so no sidecar is needed;
quantiles, changes and advice come from the runs that are still in the journal.
With --since, --until, --hook or --project everything does.

Example:
  $ hookmeter report
  🚀 Hook Performance Report - Sun Nov 22 07:20:05 UTC 2026
  📊 System Health: Overall Success Rate: 66.67%
  🔧 format: Success: 66.67%, Avg Time: 141.7ms
  $ hookmeter report --since 7d --format html --output report.html
  $ hookmeter report --hook 'lint*' --format markdown`;

const FORMATS = ['text', 'json', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

interface Flags extends SelectionFlags, FormatFlags {
  readonly dir?: string;
  readonly output?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('how often each hook ran, how it ended, how long it took, what changed and what to do first')
    .addOption(dirOption())
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(hookOption())
    .addOption(projectOption())
    .addOption(formatOption(FORMATS))
    .addOption(new Option('--output <file>', 'write to this file, readable by you only, instead of stdout'))
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ dir, json, format, output, ...chosen }: Flags) => {
      const asked = formatFrom(FORMATS, { format, json });
      const selection = selectionFrom(chosen, microsFromMillis(Date.now()));
      const { checkOutput, write } = await import('./report/output.ts');
      if (output !== undefined) checkOutput(output);
      const text = await reportOn(contextFrom(dir === undefined ? {} : { dir }), asked, { selection, output });
      if (output === undefined) (asked === 'text' ? say : emit)(text);
      else write(output, text);
    });
}

export interface ReportWish {
  readonly selection?: Selection;
  /** Where it goes: a file has no width and no colour. */
  readonly output?: string | undefined;
}

/** The whole text of the report in that format. */
export async function reportOn(
  { places, settings }: Context,
  format: Format,
  { selection = EVERYTHING, output }: ReportWish = {},
): Promise<string> {
  const [{ stderrLog }, { localOffset, look }, { makeReport }, { createReading }, { createFinding }] =
    await Promise.all([
      import('./log.ts'),
      import('../sidecar/once.ts'),
      import('../sidecar/report.ts'),
      import('./report/reading.ts'),
      import('./report/finding.ts'),
    ]);
  const reading = createReading(places.journal, process.stderr, nextTurn);
  const asked = { selection, now: microsFromMillis(Date.now()), offset: localOffset() };
  const find = createFinding(places, asked, reading.pause);
  const { report, history, known } = await makeReport({
    places,
    ...asked,
    totals: () => look(places, settings, stderrLog('warn'), reading.pause),
    find,
  });
  reading.end();
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'text': {
      const { reportText } = await import('../views/report/text.ts');
      return reportText(report, textOptions(known, output !== undefined));
    }
    case 'markdown': {
      const { reportMarkdown } = await import('../views/report/markdown.ts');
      return reportMarkdown(report, known);
    }
    case 'html': {
      const { reportHtml } = await import('../views/report/html.ts');
      return reportHtml(report, history, known);
    }
  }
}

const textOptions = (known: Known, isFile: boolean): TextOptions => ({
  colour: !isFile && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
  width: isFile ? Number.POSITIVE_INFINITY : (process.stdout.columns ?? Number.POSITIVE_INFINITY),
  utf8: isUtf8(process.env),
  date: localDate(),
  known,
});

/** As `date` prints it here, which is what the spec's own report has. */
function localDate(): string {
  try {
    return execFileSync('date', { encoding: 'utf8' }).trim();
  } catch {
    return new Date().toString();
  }
}
