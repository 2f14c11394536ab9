import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { HOST_IDS, type HostId, SCOPES, type Scope } from '../hosts/host.ts';
import type { FilePlan } from '../hosts/plan.ts';
import { confirmed } from './confirm.ts';
import { doneText, nothingText, twinText } from './install-text.ts';
import { contextFrom } from './options.ts';
import { diffText, hooksText } from './plan-text.ts';
import { surroundings } from './surroundings.ts';

const HELP = `
Finds the hooks of Claude Code, Codex, Gemini CLI, Cursor, Copilot CLI, husky, lefthook, pre-commit and git – yours, and
those of the project around the working directory – and puts the shim in front of each. Shows every change first and
asks. A wrapped hook does what it did, also when hookmeter is gone. \`hookmeter uninstall\` puts every byte back.

Examples:
  $ hookmeter install                            everything that is found here
  $ hookmeter install claude-code --scope user   only ~/.claude/settings.json
  $ hookmeter install --dry-run                  look only`;

export interface InstallFlags {
  readonly scope?: Scope;
  readonly event?: readonly string[];
  readonly decisions?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const hostArgument = (): Argument =>
  new Argument('[hosts...]', 'which hosts (default: all that are found)').choices(HOST_IDS);
export const scopeOption = (): Option => new Option('--scope <scope>', 'only files of this scope').choices(SCOPES);

export function installCommand(): Command {
  return new Command('install')
    .description('put the shim in front of the hooks that are configured here')
    .addArgument(hostArgument())
    .addOption(scopeOption())
    .option('--event <events...>', 'only hooks of these events')
    .option('--decisions <hooks...>', 'record what these hooks decide by JSON on stdout (see docs/install.md)')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--yes', 'do not ask')
    .addHelpText('after', HELP)
    .action(async (hosts: readonly HostId[], flags: InstallFlags) => install(hosts, flags));
}

async function install(ids: readonly HostId[], flags: InstallFlags): Promise<void> {
  const [
    { hostOf, hosts },
    { survey },
    { changes, planInstall },
    { applyInstall },
    { readManifest },
    { bareTwins },
    { prepareDirectory },
    { wallClock },
  ] = await Promise.all([
    import('../hosts/registry.ts'),
    import('../hosts/survey.ts'),
    import('../hosts/plan.ts'),
    import('../hosts/apply.ts'),
    import('../hosts/manifest.ts'),
    import('../hosts/twins.ts'),
    import('../sidecar/directory.ts'),
    import('../sidecar/once.ts'),
  ]);
  const { places } = contextFrom({});
  const around = surroundings();
  const read = readManifest(places.manifest);
  if (!read.ok) throw new UserError(`${read.message}; nothing was changed. Move that file away to begin anew`);
  const chosen = ids.length === 0 ? hosts() : ids.map(hostOf);
  const found = survey({ hosts: chosen, scope: flags.scope }, around);
  if (found.problems.length > 0) throw new UserError(problemsText(found.problems));
  const choice = {
    events: new Set(flags.event),
    decisions: new Set(flags.decisions),
    project: around.project,
    now: wallClock(),
  };
  const plans = planInstall(found.files, choice, read.manifest);
  const look = { ...around, colour: coloured() };
  say(hooksText(plans, 'wrap', look));
  for (const remark of found.remarks) say(`${remark}\n`);
  refuseUnknownNames(choice.decisions, plans);
  const everywhere = flags.scope === undefined ? found : survey({ hosts: chosen, scope: undefined }, around);
  for (const twin of bareTwins(plans, everywhere.files)) say(twinText(twin, look));
  const changing = plans.filter(changes);
  const apply = (): void => {
    prepareDirectory(places);
    refuseDeadShim(places);
    applyInstall(plans, read.manifest, places, around.project);
  };
  if (changing.length === 0) {
    const titles = chosen.map(({ title }) => title);
    if (flags.dryRun !== true && plans.some(({ hooks }) => hooks.length > 0)) apply(); // the manifest may be behind
    return say(nothingText(plans, titles));
  }
  say(`\n${diffText(plans, look)}\n`);
  const files = changing.length === 1 ? '1 file' : `${changing.length} files`;
  if (flags.dryRun === true) return say(`${files} would be changed; nothing was.\n`);
  if (!(await confirmed(`Change ${files}?`, { yes: flags.yes }))) return say('Nothing was changed.\n');
  apply();
  say(doneText(changing, places, look));
}

/** Every file that cannot be understood, a line each. */
export const problemsText = (problems: readonly string[]): string =>
  `${problems.join('\nhookmeter: ')}${problems.length > 1 ? '\nhookmeter: ' : '; '}nothing was changed. Mend it, or name the hosts that you mean`;

export const coloured = (): boolean =>
  process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

export function say(text: string): void {
  process.stdout.write(text);
}

function refuseUnknownNames(decisions: ReadonlySet<string>, plans: readonly FilePlan[]): void {
  const names = new Set(plans.flatMap(({ hooks }) => hooks.map(({ hook }) => hook)));
  const unknown = [...decisions].find((name) => !names.has(name));
  if (unknown === undefined) return;
  throw new UserError(
    `--decisions ${unknown}: no hook here has that name; nothing was changed. There are ${[...names].join(', ') || 'none'}`,
  );
}

/** Before any file points to it. */
function refuseDeadShim(places: Places): void {
  const shim = join(places.bin, 'hookmeter-run');
  const { status, error } = spawnSync(shim, ['--version'], { encoding: 'utf8' });
  if (status === 0) return;
  throw new UserError(
    `${shim} cannot be run (${error?.message ?? `exit code ${status}`}); nothing was changed. It needs /bin/bash, and a file system without noexec`,
  );
}
