import { resolve } from 'node:path';
import { Command } from 'commander';
import { micros } from '../base/units.ts';
import { UserError } from '../base/user-error.ts';
import type { Unreadable } from '../hosts/transcripts/files.ts';
import type { Imported } from '../sidecar/past-import.ts';
import { complain } from './complain.ts';
import { type Context, contextFrom, dirOption, jsonOption } from './options.ts';
import { emit, say } from './say.ts';

const HELP = `
Claude Code keeps a transcript of every session, and in it the results of hooks:
of those that failed or blocked, and of those that said something. So there is a
history before the first day with hookmeter. Hooks that succeeded in silence
left nothing: what is imported is a lower bound. Importing again adds only what
is new. The runs count in metrics.json and the report, never on /metrics. Names,
times and results are taken; no output, no command, nothing of what was said.

Examples:
  $ hookmeter import transcripts        everything in ~/.claude/projects
  $ hookmeter import transcripts --since 30d --dry-run
  $ hookmeter import transcripts ~/backup/projects session.jsonl`;

interface Flags {
  readonly dir?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function transcriptsCommand(): Command {
  return new Command('transcripts')
    .description('take over the runs that transcripts of Claude Code know of')
    .argument('[paths...]', "folders with *.jsonl in them, or transcripts (default: Claude Code's own)")
    .option('--since <time>', 'only runs since then: 30d, 2w, 12h, 30m, 2026-11-01, 2026-11-01T08:30Z')
    .option('--dry-run', 'tell what would be imported, and write nothing')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (paths: readonly string[], { dir, ...flags }: Flags) => {
      const context = contextFrom(dir === undefined ? {} : { dir });
      const imported = await importTranscripts(paths, flags, context);
      const named = new Set(paths.map((path) => resolve(path)));
      for (const { path, reason } of imported.unreadable) {
        complain(`${path} is left out: ${reason}`);
        if (named.has(path)) process.exitCode = 2;
      }
      const { resultText, resultJson } = await import('./import-result.ts');
      const dryRun = flags.dryRun === true;
      if (flags.json === true) emit(resultJson(imported, dryRun));
      else say(resultText(imported, dryRun));
    });
}

async function importTranscripts(paths: readonly string[], flags: Flags, context: Context): Promise<Imported> {
  const [{ wallClock }, { momentFrom }, { takeTurn }, { sync }] = await Promise.all([
    import('../sidecar/once.ts'),
    import('../base/moment.ts'),
    import('../sidecar/turn.ts'),
    import('./sync.ts'),
  ]);
  const now = wallClock();
  const since = flags.since === undefined ? micros(0) : momentFrom(flags.since, now);
  const found = await findTranscripts(paths);
  if (flags.dryRun === true) return readAll(found, { now, since, dryRun: true }, context);
  const endTurn = await takeTurn(context.places, 'import');
  try {
    const imported = await readAll(found, { now, since, dryRun: false }, context);
    if (imported.runs > 0) await sync(context);
    return imported;
  } finally {
    await endTurn();
  }
}

type Found = Awaited<ReturnType<typeof findTranscripts>>;

/** Throws UserError for a path that is not there, and where there is nothing to read. */
async function findTranscripts(paths: readonly string[]) {
  const { transcriptFolder, transcriptsAt } = await import('../hosts/transcripts/files.ts');
  const roots = paths.length > 0 ? paths.map((path) => resolve(path)) : [transcriptFolder(process.env)];
  const isOwnChoice = paths.length > 0;
  const all = roots.map((root) => {
    try {
      return transcriptsAt(root);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const hint = isOwnChoice ? '' : '; name the folder where the transcripts are';
      throw new UserError(`${root} cannot be read: ${why}${hint}`);
    }
  });
  const files = [...new Map(all.flatMap((each) => each.files).map((file) => [file.path, file])).values()];
  const unreadable: readonly Unreadable[] = all.flatMap((each) => each.unreadable);
  if (files.length === 0 && unreadable.length === 0) {
    throw new UserError(`there is no transcript (*.jsonl) in ${roots.join(', ')}`);
  }
  return { files, unreadable };
}

async function readAll(
  { files, unreadable }: Found,
  times: Pick<Parameters<typeof import('../sidecar/past-import.ts').importPast>[1], 'now' | 'since' | 'dryRun'>,
  { places, settings }: Context,
): Promise<Imported> {
  const [{ importPast }, { look }, { readManifest }, { createProgress }, { stderrLog }] = await Promise.all([
    import('../sidecar/past-import.ts'),
    import('../sidecar/once.ts'),
    import('../hosts/manifest.ts'),
    import('./progress.ts'),
    import('./log.ts'),
  ]);
  const { droppedThrough } = await look(places, settings, stderrLog('warn'));
  const manifest = readManifest(places.manifest);
  if (!manifest.ok)
    throw new UserError(`${manifest.message}; nothing was imported, because hooks are named as they are named there`);
  const total = { bytes: files.reduce((sum, file) => sum + file.bytes, 0), files: files.length };
  const progress = createProgress(process.stderr, 'reading', total);
  try {
    const imported = await importPast(files, {
      places,
      manifest: manifest.manifest,
      ...times,
      retentionDays: settings.retentionDays,
      droppedThrough,
      onRead: (bytes, done) => progress.at(bytes, done),
    });
    return { ...imported, unreadable: [...unreadable, ...imported.unreadable] };
  } finally {
    progress.end();
  }
}
