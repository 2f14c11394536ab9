// pre-commit (https://pre-commit.com): hooks of `repo: local` have a command in .pre-commit-config.yaml. Those of other repositories have
// none there; they are measured together, by the hook that pre-commit has written for git.

import { join } from 'node:path';
import { unwrapEntry, wrapEntry } from './entry-wrapper.ts';
import type { FoundHook, HookState, Host, ReadHooks } from './host.ts';
import { mentionsShim } from './wrapper.ts';
import {
  entriesOf,
  isNothing,
  itemsOf,
  readYaml,
  replaceText,
  textOf,
  whereIs,
  type YamlEntry,
  type YamlValue,
} from './yaml-settings.ts';

export const preCommit: Host = {
  id: 'pre-commit',
  title: 'pre-commit',
  agent: 'git',
  places: ({ project }) => [{ scope: 'project', path: join(project, '.pre-commit-config.yaml') }],
  read: (_, text) => readConfig(text),
  afterwards: '`git add .pre-commit-config.yaml`: pre-commit runs nothing while that file is changed and not staged',
};

function readConfig(text: string): ReadHooks {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  if (isNothing(yaml.root)) return { ok: true, hooks: [], remarks: [] };
  const root = entriesOf(yaml.root);
  if (root === undefined) return wrong(yaml.root, 'the file', 'a mapping with `repos`');
  const repos = root.get('repos');
  const items = repos === undefined ? [] : itemsOf(repos);
  if (items === undefined) return wrong(repos ?? yaml.root, 'repos', 'a list');
  const stages = stagesOf(root.get('default_stages'));
  const found: FoundHook[] = [];
  const elsewhere: string[] = [];
  for (const item of items) {
    const hooks = hooksOf(item);
    if (!('items' in hooks)) return hooks;
    for (const hook of hooks.items) {
      const fields = entriesOf(hook);
      if (fields === undefined) return wrong(hook, 'a hook', 'a mapping');
      const entry = fields.get('entry');
      const id = textOfField(fields, 'id');
      if (entry === undefined) elsewhere.push(id);
      else if (textOf(entry) === undefined) return wrong(entry, 'entry', 'text');
      else found.push(hookOf(id, entry, fields, stages));
    }
  }
  return { ok: true, hooks: found, remarks: elsewhere.length === 0 ? [] : [remark(elsewhere)] };
}

const remark = (ids: readonly string[]): string =>
  `${ids.join(', ')}: ${ids.length === 1 ? 'its command stands' : 'their commands stand'} in another repository, so that only the whole ` +
  'run is measured, by the hook of git that `pre-commit install` has written';

type HooksOf = { readonly items: readonly YamlValue[] } | Extract<ReadHooks, { ok: false }>;

function hooksOf(repo: YamlValue): HooksOf {
  const fields = entriesOf(repo);
  if (fields === undefined) return wrong(repo, 'a repository', 'a mapping');
  const hooks = fields.get('hooks');
  if (hooks === undefined || isNothing(hooks)) return { items: [] };
  const items = itemsOf(hooks);
  return items === undefined ? wrong(hooks, 'hooks', 'a list') : { items };
}

function wrong(value: YamlValue, what: string, expected: string): Extract<ReadHooks, { ok: false }> {
  return { ok: false, message: `${whereIs(value)}: ${what} was expected to be ${expected}` };
}

const textOfField = (fields: ReadonlyMap<string, YamlValue>, key: string): string => {
  const value = fields.get(key);
  return (value === undefined ? undefined : textOf(value)) ?? '';
};

function hookOf(
  id: string,
  entry: YamlEntry,
  fields: ReadonlyMap<string, YamlEntry>,
  defaults: readonly string[],
): FoundHook {
  const text = textOf(entry) ?? '';
  const wrapped = unwrapEntry(text);
  const original = wrapped?.original ?? text;
  const own = stagesOf(fields.get('stages'));
  const stages = own.length > 0 ? own : defaults;
  return {
    event: stages.length === 0 || stages.includes('pre-commit') ? 'pre-commit' : (stages[0] ?? ''),
    command: original,
    title: id,
    timeout: undefined,
    blockCode: undefined,
    state: wrapped === undefined ? stateOf(entry, text, fields) : { kind: 'wrapped', options: wrapped.options },
    change: {
      kind: 'edit',
      wrap: (options) => [replaceText(entry, wrapEntry(original, options))],
      unwrap: () => [replaceText(entry, original)],
    },
  };
}

function stateOf(entry: YamlEntry, text: string, fields: ReadonlyMap<string, YamlEntry>): HookState {
  const language = textOfField(fields, 'language');
  if (mentionsShim(text)) return { kind: 'by_hand' };
  if (entry.isShared) return left('a YAML anchor shares it with other hooks, which would be measured as this one');
  if (text.trim() === '') return left('its entry is empty');
  if (language === '') return left('its language stands in another repository');
  if (language === 'script' || language === 'unsupported_script') {
    return left(
      `language: ${language} takes the first word for a file of the repository; with language: system it can be measured`,
    );
  }
  if (!PROGRAMS.has(language)) return left(`with language: ${language}, its entry is no command`);
  return { kind: 'bare' };
}

const left = (why: string): HookState => ({ kind: 'left', why, byDefault: false });

/** Languages that start `entry` as a program, in an environment or without one. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'system',
  'unsupported',
  'python',
  'python_venv',
  'node',
  'ruby',
  'golang',
  'rust',
  'perl',
  'lua',
  'swift',
  'dart',
  'dotnet',
  'conda',
  'coursier',
  'haskell',
]);

/** Under the names of pre-commit 3.2 and newer. */
function stagesOf(value: YamlValue | undefined): readonly string[] {
  const items = value === undefined ? [] : (itemsOf(value) ?? []);
  return items.flatMap((item) => {
    const stage = textOf(item) ?? '';
    return stage === '' ? [] : [/^(?:commit|push|merge-commit)$/.test(stage) ? `pre-${stage}` : stage];
  });
}
