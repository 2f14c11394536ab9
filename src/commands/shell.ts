import { Command } from 'commander';
import { contextFrom, dirOption } from './options.ts';
import { emit } from './say.ts';

const HELP = `
Source the file in a bash script for record_hook_execution and generate_report,
the spec's own two functions. A script that should not start Node can source
"$HOOKMETER_DIR/hookmeter.sh" directly: the same file.

Example:
  $ source "$(hookmeter shell)"
  $ record_hook_execution format true 120`;

export function shellCommand(): Command {
  return new Command('shell')
    .description('print the path of the installed hookmeter.sh')
    .addOption(dirOption())
    .addHelpText('after', HELP)
    .action(async (flags: Parameters<typeof contextFrom>[0]) => {
      const { prepareDirectory } = await import('../sidecar/directory.ts');
      const { places } = contextFrom(flags);
      prepareDirectory(places);
      emit(`${places.shellFunctions}\n`);
    });
}
