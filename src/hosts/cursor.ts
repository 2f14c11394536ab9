// Cursor: ~/.cursor/hooks.json and .cursor/hooks.json. https://cursor.com/docs/agent/hooks
//
//     {"version": 1, "hooks": {"beforeShellExecution": [{"command": "./guard.sh", "timeout": 60, "matcher": "git"}]}}

import { join } from 'node:path';
import type { Dialect } from './dialect.ts';
import type { Host } from './host.ts';
import { readJson } from './json-settings.ts';
import { readHooks } from './settings-hooks.ts';
import { unwrapShellLine, wrapShellLine } from './shell-wrapper.ts';

export const cursor: Host = {
  id: 'cursor',
  title: 'Cursor',
  agent: 'cursor',
  takesFolders: true,
  places: ({ home, project }) => [
    { scope: 'user', path: join(home, '.cursor/hooks.json') },
    { scope: 'project', path: join(project, '.cursor/hooks.json') },
  ],
  read: (place, text, around) => readHooks(DIALECT, place, text, around),
};

const DIALECT: Dialect = {
  title: 'Cursor',
  read: readJson,
  isGrouped: false,
  notEvents: new Set(),
  lineKeys: ['command'],
  timeoutKeys: ['timeout'],
  timeoutUnit: 's',
  wrapLine: wrapShellLine,
  unwrapLine: unwrapShellLine,
  windows: { instead: undefined },
};
