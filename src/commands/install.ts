import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { HOST_IDS, type HostId, SCOPES, type Scope } from '../hosts/host.ts';
import type { FilePlan } from '../hosts/plan.ts';
import type { FoundFile } from '../hosts/survey.ts';
import { confirmed } from './confirm.ts';
import type { Planned } from './install-planning.ts';
import { doneText, goneText, nothingText, planText } from './install-text.ts';
import { contextFrom } from './options.ts';
import { counted, diffText } from './plan-text.ts';
import { say } from './say.ts';
import { surroundings } from './surroundings.ts';

const HELP = `
Finds the hooks of Claude Code, Codex, Gemini CLI, Cursor, Copilot CLI, husky,
lefthook, pre-commit and git – yours, and those of the project around the
working directory – and puts the shim in front of each. Shows every change first
and asks. A wrapped hook does what it did, also when hookmeter is gone.
\`hookmeter uninstall\` puts every byte back.

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
    { inTurn },
    { changes },
    { applyInstall, configuredAfter },
    { wallClock },
    { prepareDirectory },
    planning,
  ] = await Promise.all([
    import('../hosts/registry.ts'),
    import('./install-turn.ts'),
    import('../hosts/plan.ts'),
    import('../hosts/apply.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/directory.ts'),
    import('./install-planning.ts'),
  ]);
  const { places } = contextFrom({});
  const around = surroundings();
  const chosen = ids.length === 0 ? hosts() : ids.map(hostOf);
  const choice = {
    events: new Set(flags.event),
    decisions: new Set(flags.decisions),
    now: wallClock(),
  };
  const plan = (): Planned => planning.planned({ hosts: chosen, scope: flags.scope, choice, places, around });
  const seen = plan();
  refuseHostsAsEvents('install', choice.events, seen.everywhere);
  const look = { ...around, colour: coloured() };
  say(planText(seen, look));
  refuseUnknownNames(choice.decisions, seen.plans);
  const isNews = seen.plans.some(changes);
  if (isNews) say(`\n${diffText(seen.plans, look)}\n`);
  const files = counted(seen.plans.filter(changes).length, 'file');
  if (isNews && flags.dryRun === true) return say(`${files} would be changed; nothing was.\n`);
  if (isNews && !(await confirmed(`Change ${files}?`, { yes: flags.yes }))) return say('Nothing was changed.\n');
  // Without a change of a file, the manifest may be behind all the same.
  const isBehind = configuredAfter(seen.plans, seen.manifest).length > 0 || seen.manifest.hooks.length > 0;
  if (flags.dryRun === true || !isBehind) return say(nothingText(seen, chosen, choice.events));
  prepareDirectory(places);
  const done = await inTurn(places, {
    seen,
    anyway: flags.yes === true,
    plan,
    carryOut({ plans, manifest }) {
      refuseDeadShim(places);
      applyInstall(plans, manifest, places);
    },
  });
  const changed = done.plans.filter(changes);
  say(goneText(done.manifest.hooks, configuredAfter(done.plans, done.manifest)));
  say(changed.length === 0 ? nothingText(done, chosen, choice.events) : doneText(changed, places, look));
}

export const coloured = (): boolean =>
  process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** `--event Stop codex`: what was meant for a host is taken for an event, and every host would be changed. */
export function refuseHostsAsEvents(
  command: string,
  events: ReadonlySet<string>,
  files: readonly Pick<FoundFile, 'hooks'>[],
): void {
  const known = new Set(files.flatMap(({ hooks }) => hooks.map(({ event }) => event)));
  const isHost = (word: string): boolean => HOST_IDS.some((id) => id === word) && !known.has(word);
  const host = [...events].find(isHost);
  if (host === undefined) return;
  const others = [...events].filter((word) => !isHost(word));
  throw new UserError(
    `--event takes every word behind it for an event, and ${host} is a host; nothing was changed. ` +
      `Write: hookmeter ${command} ${host} --event ${others.join(' ') || 'EVENT'}`,
  );
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
