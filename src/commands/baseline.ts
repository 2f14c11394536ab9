import { Command } from 'commander';
import { UserError } from '../base/user-error.ts';
import type { Baseline } from '../insight/baseline.ts';
import type { SaveFlags } from './baseline/save.ts';
import { contextFrom, dirOption, jsonOption } from './options.ts';
import { emit, say } from './say.ts';
import { hookOption, projectOption, sinceOption, untilOption } from './selection-options.ts';

const HELP = `
A baseline keeps what a comparison needs of each hook: how often it ran, how it
ended, and up to a thousand durations. It stays when the journal's old days go.
Where one is named, the path of a file is understood as well: what has a slash
or ends in .json.

Examples:
  $ hookmeter baseline save before    the runs that the journal holds now
  $ hookmeter compare before          … against those that came since
  $ hookmeter baseline list`;

const SAVE_HELP = `
Examples:
  $ hookmeter baseline save before
  $ hookmeter baseline save last-week --since 14d --until 7d
  $ hookmeter baseline save --output main.json  to keep elsewhere`;

const example = (line: string): string => `\nExample:\n  $ hookmeter baseline ${line}`;

interface DirFlag {
  readonly dir?: string;
}

export function baselineCommand(): Command {
  return new Command('baseline')
    .description('keep runs as they are now, to compare later ones with them')
    .addHelpText('after', HELP)
    .addCommand(saveCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(removeCommand());
}

function saveCommand(): Command {
  return new Command('save')
    .description('save the runs that the journal holds')
    .argument('[name]', 'letters, digits, ".", "_" and "-"')
    .option('--output <file>', 'write to this file instead of the state directory')
    .option('--force', 'replace the one that is there')
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(hookOption())
    .addOption(projectOption())
    .addOption(dirOption())
    .addHelpText('after', SAVE_HELP)
    .action(async (name: string | undefined, { dir, ...flags }: SaveFlags & DirFlag) => {
      const { save } = await import('./baseline/save.ts');
      say(await save(name, flags, placesFrom(dir)));
    });
}

function listCommand(): Command {
  return new Command('list')
    .description('the baselines in the state directory')
    .addOption(jsonOption())
    .addOption(dirOption())
    .addHelpText('after', example('list --json'))
    .action(async ({ json, dir }: DirFlag & { readonly json?: boolean }) => {
      (json === true ? emit : say)(await listed(placesFrom(dir).baselines, json === true));
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('what a baseline holds; --json prints the file itself, which can be kept and compared with elsewhere')
    .argument('<name>', 'or the path of a file')
    .addOption(jsonOption())
    .addOption(dirOption())
    .addHelpText('after', example('show before'))
    .action(async (reference: string, { json, dir }: DirFlag & { readonly json?: boolean }) => {
      const [{ baselineOf }, file, text] = await Promise.all([
        import('./baseline/reference.ts'),
        import('../sidecar/baseline-file.ts'),
        import('../views/baseline-text.ts'),
      ]);
      const baseline = baselineOf(reference, placesFrom(dir).baselines);
      if (json === true) emit(file.baselineText(baseline));
      else say(text.baselineText(baseline));
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('take baselines away')
    .argument('<name...>', 'their names')
    .addOption(dirOption())
    .addHelpText('after', example('remove before'))
    .action(async (names: readonly string[], { dir }: DirFlag) => {
      const [{ checkedName, unknownName }, store] = await Promise.all([
        import('./baseline/reference.ts'),
        import('../sidecar/baseline-store.ts'),
      ]);
      const folder = placesFrom(dir).baselines;
      const known = new Set(store.baselineNames(folder));
      const missing = names.map(checkedName).find((name) => !known.has(name));
      if (missing !== undefined) throw new UserError(`${unknownName(missing, folder)}; nothing was removed`);
      for (const name of new Set(names)) store.removeBaseline(folder, name);
      say(`removed ${[...new Set(names)].join(', ')}\n`);
    });
}

const placesFrom = (dir: string | undefined) => contextFrom(dir === undefined ? {} : { dir }).places;

async function listed(folder: string, json: boolean): Promise<string> {
  const [store, { baselineJson, baselineListText }] = await Promise.all([
    import('../sidecar/baseline-store.ts'),
    import('../views/baseline-text.ts'),
  ]);
  const baselines: Baseline[] = [];
  const damaged: { readonly name: string; readonly file: string; readonly problem: string }[] = [];
  for (const name of store.baselineNames(folder)) {
    const file = store.baselinePath(folder, name);
    const read = store.readBaseline(file);
    // The file's name is the one that commands understand, whatever is written in it.
    if (read.kind === 'found') baselines.push({ ...read.baseline, name });
    if (read.kind === 'unusable') damaged.push({ name, file, problem: read.problem });
  }
  if (json) return `${JSON.stringify({ baselines: baselines.map(baselineJson), damaged }, null, 2)}\n`;
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const complaints = damaged.map(({ name, file, problem }) => `${name}  cannot be used: ${file} ${problem}\n`);
  const text = baselineListText(baselines, width) + complaints.join('');
  return text === '' ? 'no baseline has been saved yet: `hookmeter baseline save NAME`\n' : text;
}
