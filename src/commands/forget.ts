import { Command } from 'commander';
import { UserError } from '../base/user-error.ts';
import { hookTotals } from '../ledger/hook-totals.ts';
import { printable, quoted } from '../views/printable.ts';
import { insteadWords } from './known-names.ts';
import { contextFrom, dirOption } from './options.ts';
import { say } from './say.ts';

const HELP = `
Takes the hook off /metrics, out of metrics.json and out of the report. Its
totals are kept, and it comes back with them when it runs again. The journal
remembers it, so it holds with and without a running sidecar. A hook that is
configured and has never run has nothing to forget: it is shown until \`hookmeter
uninstall\` takes it out.

Example:
  $ hookmeter forget old-linter`;

export function forgetCommand(): Command {
  return new Command('forget')
    .description('take a hook that no longer exists off /metrics and out of the report')
    .argument('<hook>', 'its name, as in the report')
    .addOption(dirOption())
    .addHelpText('after', HELP)
    .action(async (hook: string, flags: Parameters<typeof contextFrom>[0]) => {
      await forget(hook, contextFrom(flags));
      say(`${printable(hook)} is forgotten; it comes back when it runs again\n`);
    });
}

async function forget(hook: string, context: ReturnType<typeof contextFrom>): Promise<void> {
  const [{ stderrLog }, { look, wallClock }, { appendLine }, { sync }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../journal/append.ts'),
    import('./sync.ts'),
  ]);
  const { snapshot } = await look(context.places, context.settings, stderrLog('warn'));
  const known = hookTotals(snapshot).map((totals) => totals.hook);
  if (!known.includes(hook)) {
    if (snapshot.neverRan.some(({ identity }) => identity.hook === hook)) {
      throw new UserError(
        `${quoted(hook)} has never run; it is shown because it is configured: \`hookmeter uninstall\` takes it out`,
      );
    }
    throw new UserError(`no hook is named ${quoted(hook)}; ${insteadWords(hook, known, 'none has run yet')}`);
  }
  const at = wallClock();
  appendLine(context.places.journal, at, { kind: 'forget', hook, at });
  await sync(context);
}
