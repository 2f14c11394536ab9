// Codex: hooks.json or [hooks] in config.toml, in ~/.codex and in .codex of a project. https://developers.openai.com/codex/hooks
//
//     {"hooks": {"PreToolUse": [{"matcher": "^Bash$", "hooks": [{"type": "command", "command": "./guard.sh", "timeout": 60}]}]}}
//
//     [[hooks.PreToolUse]]
//     matcher = "^Bash$"
//     [[hooks.PreToolUse.hooks]]
//     type = "command"
//     command = "./guard.sh"
//
// https://github.com/openai/codex/blob/main/codex-rs/config/src/hook_config.rs

import { join } from 'node:path';
import type { Dialect, Handler, Left } from './dialect.ts';
import type { Host, Place, Surroundings } from './host.ts';
import { readJson } from './json-settings.ts';
import { readHooks } from './settings-hooks.ts';
import { isFalse, type TableNode, tableAt } from './settings-tree.ts';
import { unwrapShellLine, wrapShellLine } from './shell-wrapper.ts';
import { readToml } from './toml-settings.ts';

export const codex: Host = {
  id: 'codex',
  title: 'Codex',
  agent: 'codex',
  places,
  read: (place, text, around) => readHooks(place.path.endsWith('.toml') ? TOML : JSON_FILE, place, text, around),
  afterwards: 'it runs a hook that has changed only after you have trusted it again (/hooks).',
};

function places({ home, project, env }: Surroundings): readonly Place[] {
  const own = env['CODEX_HOME'] || join(home, '.codex');
  const folders = [
    { scope: 'user', folder: own },
    { scope: 'project', folder: join(project, '.codex') },
  ] as const;
  return folders.flatMap(({ scope, folder }) => [
    { scope, path: join(folder, 'hooks.json') },
    { scope, path: join(folder, 'config.toml') },
  ]);
}

const JSON_FILE: Dialect = {
  title: 'Codex',
  read: readJson,
  isGrouped: true,
  // What Codex and an administrator write beside the events.
  notEvents: new Set(['state', 'managed_dir', 'windows_managed_dir']),
  lineKeys: ['command'],
  timeoutKeys: ['timeout', 'timeoutSec'],
  timeoutUnit: 's',
  wrapLine: wrapShellLine,
  unwrapLine: unwrapShellLine,
  left,
  windows: { instead: 'commandWindows' },
  remarks: disabledRemark,
};

const TOML: Dialect = { ...JSON_FILE, read: readToml };

/** Codex gives a line to the shell of the person who runs it. */
function left({ around }: Handler): Left | undefined {
  const shell = (around.env['SHELL'] ?? '').split('/').at(-1) ?? '';
  if (!NO_POSIX_SHELLS.has(shell)) return undefined;
  return { why: `Codex may give it to your shell, and ${shell} cannot read the wrapper`, byDefault: false };
}

const NO_POSIX_SHELLS: ReadonlySet<string> = new Set(['fish', 'nu', 'xonsh', 'csh', 'tcsh', 'elvish', 'pwsh']);

function disabledRemark(root: TableNode): readonly string[] {
  const features = tableAt(root, 'features');
  const isOff = features !== undefined && (isFalse(features, 'hooks') || isFalse(features, 'codex_hooks'));
  return isOff ? ['[features] turns hooks off: Codex runs none of them'] : [];
}
