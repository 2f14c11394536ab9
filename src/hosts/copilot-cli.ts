// GitHub Copilot CLI, and the cloud agent: files of their own, and `hooks` in settings. https://docs.github.com/en/copilot/reference/hooks-reference
//
//     {"version": 1, "hooks": {"preToolUse": [{"type": "command", "bash": "./guard.sh", "powershell": "./guard.ps1", "timeoutSec": 30}]}}
//
// `command` stands for whichever of the two is missing, and `exec` with `args` starts a program without a shell.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect, Handler, Left } from './dialect.ts';
import type { Host, Place, Scope, Surroundings } from './host.ts';
import { readJson } from './json-settings.ts';
import { readHooks } from './settings-hooks.ts';
import { isTrue, valueAt } from './settings-tree.ts';
import { unwrapShellLine, wrapShellLine } from './shell-wrapper.ts';

export const copilotCli: Host = {
  id: 'copilot-cli',
  title: 'Copilot CLI',
  agent: 'copilot-cli',
  places,
  read: (place, text, around) => readHooks(DIALECT, place, text, around),
  afterwards: 'start open sessions anew.',
};

function places({ home, project, env }: Surroundings): readonly Place[] {
  const own = env['COPILOT_HOME'] || join(home, '.copilot');
  const github = join(project, '.github');
  return [
    ...filesIn('user', join(own, 'hooks')),
    { scope: 'user', path: join(own, 'settings.json') },
    ...filesIn('project', join(github, 'hooks')),
    { scope: 'project', path: join(github, 'copilot/settings.json') },
    { scope: 'local', path: join(github, 'copilot/settings.local.json') },
  ];
}

function filesIn(scope: Scope, folder: string): readonly Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ scope, path: join(folder, name) }));
}

const DIALECT: Dialect = {
  title: 'Copilot CLI',
  read: readJson,
  isGrouped: false,
  notEvents: new Set(),
  lineKeys: ['bash', 'command'],
  program: { commandKey: 'exec', argsKey: 'args', marks: 'exec' },
  timeoutKeys: ['timeoutSec', 'timeout'],
  timeoutUnit: 's',
  wrapLine: wrapShellLine,
  unwrapLine: unwrapShellLine,
  left,
  remarks: (root) =>
    isTrue(root, 'disableAllHooks') ? ['"disableAllHooks" is set: Copilot CLI runs none of these hooks'] : [],
};

/** A hook that fails in front of a tool denies it: others must not get a line that their PowerShell cannot read. */
function left({ event, table, key, place }: Handler): Left | undefined {
  if (place.scope !== 'project' || key !== 'command' || valueAt(table, 'powershell') !== undefined) return undefined;
  return {
    why: `"command" goes to PowerShell as well, which cannot read the wrapper: call it "bash", or wrap it all the same with --event ${event}`,
    byDefault: true,
  };
}
