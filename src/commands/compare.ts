import { Command } from 'commander';
import { assertNever } from '../base/assert-never.ts';
import type { ComparisonReport } from '../views/comparison/report.ts';
import { type FormatFlags, formatFrom, formatOption } from './format-option.ts';
import { contextFrom, dirOption, jsonOption } from './options.ts';
import { emit } from './say.ts';
import { hookOption, projectOption, type SelectionFlags, sinceOption, untilOption } from './selection-options.ts';

const HELP = `
Says for each hook whether it became slower or faster, and whether it fails more
or less: only what chance would hardly do. Where nothing changed, one comparison
in a hundred says that anything did, however many hooks there are. BASE and HEAD
are names, or paths of files. Without HEAD: the runs that came since BASE was
saved.

--fail-on ends with exit code 1 where a difference is certain and at least that
large: slower in percent of a typical run, failures in percentage points. Too
few runs are no failure.

Examples:
  $ hookmeter compare before
  $ hookmeter compare before --fail-on slower:20%,failures:5%
  $ hookmeter compare main.json head.json --format markdown`;

const FORMATS = ['text', 'json', 'markdown'] as const;

interface CompareFlags extends SelectionFlags, FormatFlags {
  readonly failOn?: string;
  readonly dir?: string;
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('what became slower or fails more since a baseline')
    .argument('<base>', 'a baseline')
    .argument('[head]', 'another one (default: the runs in the journal since then)')
    .option('--fail-on <limits>', 'exit code 1 for slower:20%, failures:5%, or both with a comma between')
    .addOption(formatOption(FORMATS))
    .addOption(jsonOption())
    .addOption(hookOption())
    .addOption(projectOption())
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(dirOption())
    .addHelpText('after', HELP)
    .action(async (base: string, head: string | undefined, flags: CompareFlags) => {
      const { text, accepted } = await compare(base, head, flags);
      emit(text);
      if (!accepted) process.exitCode = 1;
    });
}

async function compare(
  base: string,
  head: string | undefined,
  { failOn, format, json, dir, ...flags }: CompareFlags,
): Promise<{ readonly text: string; readonly accepted: boolean }> {
  const [{ limitsFrom }, { sidesFrom }, { compareHooks }, { regressionsOf }] = await Promise.all([
    import('./compare/fail-on.ts'),
    import('./compare/sides.ts'),
    import('../insight/comparison.ts'),
    import('../insight/regressions.ts'),
  ]);
  const asked = formatFrom(FORMATS, { format, json });
  const limits = failOn === undefined ? undefined : limitsFrom(failOn);
  const sides = await sidesFrom({ base, head }, flags, contextFrom(dir === undefined ? {} : { dir }).places);
  const isEmpty = sides.head.hooks.length === 0;
  const comparison = isEmpty ? { hooks: [], tests: 0 } : compareHooks(sides.base.hooks, sides.head.hooks);
  const notes = isEmpty ? [...sides.notes, 'HEAD has no runs: nothing is known about any hook.'] : sides.notes;
  const regressions = limits === undefined ? [] : regressionsOf(comparison, limits);
  const report = { ...sides, notes, comparison, limits, regressions };
  return { text: await written(report, asked), accepted: regressions.length === 0 };
}

async function written(report: ComparisonReport, format: (typeof FORMATS)[number]): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../views/comparison/json.ts')).comparisonJson(report);
    case 'markdown':
      return (await import('../views/comparison/markdown.ts')).comparisonMarkdown(report);
    case 'text': {
      const { comparisonText } = await import('../views/comparison/text.ts');
      return comparisonText(report, {
        colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
        width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
      });
    }
    default:
      return assertNever(format);
  }
}
