// Gemini CLI: ~/.gemini/settings.json and .gemini/settings.json.
// https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md
//
//     {"hooks": {"BeforeTool": [{"matcher": "write_.*", "hooks": [{"name": "guard", "type": "command", "command": "./guard.sh", "timeout": 60000}]}]}}
//
// It replaces $NAME in a command twice before bash has it: variables of its environment when it reads the settings, as they are, and its
// own ($GEMINI_PROJECT_DIR …) in front of each run, in quotes. https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/hooks/hookRunner.ts

import { join } from 'node:path';
import { unwrapBashText, wrapBashText } from './bash-wrapper.ts';
import { type Dialect, type Handler, type Left, leftBecauseStreamed } from './dialect.ts';
import type { FoundHook, Host, Place, Surroundings } from './host.ts';
import { readJson } from './json-settings.ts';
import { readHooks } from './settings-hooks.ts';
import { isFalse, type TableNode, tableAt, textAt, textsAt } from './settings-tree.ts';

export const geminiCli: Host = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  agent: 'gemini-cli',
  takesFolders: true,
  places,
  read: (place, text, around) => readHooks(DIALECT, place, text, around),
  afterwards: 'start open sessions anew; it may warn once that hooks of a project have changed.',
};

function places({ home, project, env }: Surroundings): readonly Place[] {
  return [
    { scope: 'user', path: join(env['GEMINI_CLI_HOME'] || home, '.gemini/settings.json') },
    { scope: 'project', path: join(project, '.gemini/settings.json') },
  ];
}

const DIALECT: Dialect = {
  title: 'Gemini CLI',
  read: readJson,
  isGrouped: true,
  notEvents: new Set(['enabled', 'disabled', 'notifications']),
  lineKeys: ['command'],
  titleKey: 'name',
  timeoutKeys: ['timeout'],
  timeoutUnit: 'ms',
  wrapLine: wrapBashText,
  unwrapLine: unwrapBashText,
  left,
  windows: { instead: undefined },
  remarks,
};

function left({ event, table, command, settings: { root } }: Handler): Left | undefined {
  // A hook without a name is known by its command, and would run again under another one.
  if (textAt(table, 'name') === undefined && disabledIn(root).includes(command)) {
    return { why: '"disabled" names it by its command, so it does not run', byDefault: false };
  }
  return event === 'AfterModel' ? leftBecauseStreamed(event) : undefined;
}

function remarks(root: TableNode, hooks: readonly FoundHook[]): readonly string[] {
  const known = new Set(hooks.flatMap(({ title, command }) => [title, command]));
  const elsewhere = disabledIn(root).filter((name) => !known.has(name));
  return [
    ...(sections(root).some((section) => isFalse(section, 'enabled'))
      ? ['"enabled" is false: Gemini CLI runs no hooks at all']
      : []),
    ...elsewhere.map(
      (name) =>
        `"disabled" names ${JSON.stringify(name)}: a hook of that command in another file would run again once it is wrapped`,
    ),
  ];
}

const disabledIn = (root: TableNode): readonly string[] =>
  sections(root).flatMap((section) => textsAt(section, 'disabled'));

/** `hooksConfig`, before 2026 `hooks` itself. */
const sections = (root: TableNode): readonly TableNode[] =>
  ['hooksConfig', 'hooks'].flatMap((key) => tableAt(root, key) ?? []);
