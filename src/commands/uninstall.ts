import { Command } from 'commander';
import type { HostId } from '../hosts/host.ts';
import { confirmed } from './confirm.ts';
import { coloured, hostArgument, type InstallFlags, say, scopeOption } from './install.ts';
import { contextFrom } from './options.ts';
import { diffText, hooksText, shortPath } from './plan-text.ts';
import { surroundings } from './surroundings.ts';

const HELP = `
Takes the shim out of every file that \`hookmeter install\` changed, in all projects, and leaves everything else in them
as it is. What was measured stays in the directory until you remove it.

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
  ] = await Promise.all([
    import('../hosts/registry.ts'),
    import('../hosts/survey.ts'),
    import('../hosts/plan.ts'),
    import('../hosts/apply.ts'),
    import('../hosts/manifest.ts'),
  ]);
  const { places } = contextFrom({});
  const around = surroundings();
  const read = readManifest(places.manifest);
  if (!read.ok) process.stderr.write(`hookmeter: ${read.message}; the wrappers themselves say what stood there\n`);
  const manifest = read.ok ? read.manifest : emptyManifest();
  const chosen = ids.length === 0 ? hosts() : ids.map(hostOf);
  const found = survey({ hosts: chosen, scope: flags.scope }, around, manifest);
  const plans = planUninstall(found.files, new Set(flags.event), manifest);
  const changing = plans.filter(changes);
  const look = { ...around, colour: coloured() };
  // One file that cannot be read must not keep the others wrapped.
  for (const problem of found.problems) process.stderr.write(`hookmeter: ${problem}; it stays as it is\n`);
  if (found.problems.length > 0) process.exitCode = 2;
  if (changing.length === 0) {
    if (flags.dryRun !== true) applyUninstall(plans, manifest, places);
    return say('There is nothing of hookmeter in the files of the hosts; nothing was changed.\n');
  }
  say(`${hooksText(changing, 'unwrap', look)}\n${diffText(changing, look)}\n`);
  const files = changing.length === 1 ? '1 file' : `${changing.length} files`;
  if (flags.dryRun === true) return say(`${files} would be changed; nothing was.\n`);
  if (!(await confirmed(`Change ${files}?`, { yes: flags.yes }))) return say('Nothing was changed.\n');
  applyUninstall(plans, manifest, places);
  say(`${files} changed. What was measured stays in ${shortPath(places.dir, look)}.\n`);
}
