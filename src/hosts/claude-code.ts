// Claude Code: ~/.claude/settings.json, and .claude/ in a project. https://code.claude.com/docs/en/hooks
//
//     {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "./guard.sh", "timeout": 60}]}]}}
//
// With `args`, even empty ones, a command is started without a shell. Cursor and Copilot CLI read these files too, so no label is written
// here: the shim tells who runs it.

import { join } from 'node:path';
import { claudeRemarks } from './claude-plugins.ts';
import { type Dialect, type Handler, type Left, leftBecauseStreamed } from './dialect.ts';
import type { Host, Place, Surroundings } from './host.ts';
import { readJson } from './json-settings.ts';
import { readHooks } from './settings-hooks.ts';
import { isTrue, textAt } from './settings-tree.ts';
import { unwrapShellLine, wrapShellLine } from './shell-wrapper.ts';

export const claudeCode: Host = {
  id: 'claude-code',
  title: 'Claude Code',
  agent: undefined,
  takesFolders: true,
  places,
  read: (place, text, around) => readHooks(DIALECT, place, text, around),
  afterwards: 'sessions that are open may have to be started anew.',
  remarks: (around) => claudeRemarks(claudeFolder(around)),
};

function places(around: Surroundings): readonly Place[] {
  const folder = join(around.project, '.claude');
  return [
    { scope: 'user', path: join(claudeFolder(around), 'settings.json') },
    { scope: 'project', path: join(folder, 'settings.json') },
    { scope: 'local', path: join(folder, 'settings.local.json') },
  ];
}

const claudeFolder = ({ home, env }: Surroundings): string => env['CLAUDE_CONFIG_DIR'] || join(home, '.claude');

const DIALECT: Dialect = {
  title: 'Claude Code',
  read: readJson,
  isGrouped: true,
  notEvents: new Set(),
  lineKeys: ['command'],
  program: { commandKey: 'command', argsKey: 'args', marks: 'args' },
  timeoutKeys: ['timeout'],
  timeoutUnit: 's',
  wrapLine: wrapShellLine,
  unwrapLine: unwrapShellLine,
  left,
  remarks: (root) =>
    isTrue(root, 'disableAllHooks') ? ['"disableAllHooks" is set: Claude Code runs no hooks at all'] : [],
};

function left({ event, table }: Handler): Left | undefined {
  if (textAt(table, 'shell') === 'powershell') return { why: 'PowerShell cannot read the wrapper', byDefault: false };
  return event === 'MessageDisplay' ? leftBecauseStreamed(event) : undefined;
}
