import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { HostId } from '../hosts/host.ts';
import type { ReadManifest } from '../hosts/manifest.ts';
import type { Survey } from '../hosts/survey.ts';
import { complain } from './complain.ts';
import { confirmed } from './confirm.ts';
import { coloured, hostArgument, type InstallFlags, refuseHostsAsEvents, scopeOption } from './install.ts';
import { contextFrom } from './options.ts';
import { counted, diffText, hooksText, shortPath } from './plan-text.ts';
import { say } from './say.ts';
import { surroundings } from './surroundings.ts';

const HELP = `
Takes the shim out of every file that \`hookmeter install\` changed, in all
projects, and leaves everything else in them as it is. What was measured stays
in the directory until you remove it.

Examples:
  $ hookmeter uninstall
  $ hookmeter uninstall git --dry-run`;

export function uninstallCommand(): Command {
  return new Command('uninstall')
    .description('put the files of the hosts back as they were')
    .addArgument(hostArgument())
    .addOption(scopeOption())
    .option('--event <events...>', 'only hooks of these events')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--yes', 'do not ask')
    .addHelpText('after', HELP)
    .action(async (hosts: readonly HostId[], flags: InstallFlags) => uninstall(hosts, flags));
}

async function uninstall(ids: readonly HostId[], flags: InstallFlags): Promise<void> {
  const [
    { hostOf, hosts },
    { survey },
    { changes, planUninstall },
    { applyUninstall },
    { emptyManifest, readManifest },
    { inTurn },
  ] = await Promise.all([
    import('../hosts/registry.ts'),
    import('../hosts/survey.ts'),
    import('../hosts/plan.ts'),
    import('../hosts/apply.ts'),
    import('../hosts/manifest.ts'),
    import('./install-turn.ts'),
  ]);
  const { places } = contextFrom({});
  const around = surroundings();
  const chosen = ids.length === 0 ? hosts() : ids.map(hostOf);
  const events = new Set(flags.event);
  const plan = () => {
    const read = readManifest(places.manifest);
    const manifest = read.ok ? read.manifest : emptyManifest();
    const found = survey({ hosts: chosen, scope: flags.scope }, around, manifest);
    return { read, manifest, found, plans: planUninstall(found.files, events, manifest) };
  };
  const seen = plan();
  refuseHostsAsEvents('uninstall', events, seen.found.files);
  tellTroubles(seen);
  const changing = seen.plans.filter(changes);
  const look = { ...around, colour: coloured() };
  const files = counted(changing.length, 'file');
  if (changing.length > 0) say(`${hooksText(changing, 'unwrap', look)}\n${diffText(changing, look)}\n`);
  if (changing.length > 0 && flags.dryRun === true) return say(`${files} would be changed; nothing was.\n`);
  if (changing.length > 0 && !(await confirmed(`Change ${files}?`, { yes: flags.yes }))) {
    return say('Nothing was changed.\n');
  }
  if (flags.dryRun !== true) {
    const carryOut = ({ plans, manifest }: typeof seen): void => void applyUninstall(plans, manifest, places);
    // Nothing is to be left behind: where the directory is gone, it is not made again for the sake of a turn.
    if (existsSync(places.dir)) await inTurn(places, { seen, anyway: flags.yes === true, plan, carryOut });
    else carryOut(seen);
  }
  if (changing.length === 0) {
    return say('There is nothing of hookmeter in the files of the hosts; nothing was changed.\n');
  }
  say(`${files} changed. What was measured stays in ${shortPath(places.dir, look)}.\n`);
}

/** One file that cannot be read must not keep the others wrapped. */
function tellTroubles({ read, found }: { readonly read: ReadManifest; readonly found: Survey }): void {
  if (!read.ok) complain(`${read.message}; the wrappers themselves say what stood there`);
  for (const problem of found.problems) complain(`${problem}; it stays as it is`);
  if (found.problems.length > 0) process.exitCode = 2;
}
