// Hooks of Claude Code that no settings file of a person holds: those of plugins, which an update replaces, and those of an administrator.
// https://code.claude.com/docs/en/plugins-reference https://code.claude.com/docs/en/settings

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './json-settings.ts';
import { isTrue, type TableNode, tableAt, textAt, valueAt } from './settings-tree.ts';

/** Sentences about them; `managed` are the administrator's files. */
export function claudeRemarks(folder: string, managed: readonly string[] = MANAGED): readonly string[] {
  const plugins = pluginsWithHooks(folder);
  const remarks = managed.flatMap(managedRemark);
  if (plugins.length === 0) return remarks;
  const named = plugins.slice(0, 5).join(', ');
  const more = plugins.length > 5 ? ` and ${plugins.length - 5} more` : '';
  return [...remarks, `Claude Code: the hooks of plugins are not measured (${named}${more}): an update replaces them`];
}

const MANAGED = [
  '/etc/claude-code/managed-settings.json',
  '/Library/Application Support/ClaudeCode/managed-settings.json',
];

function managedRemark(path: string): readonly string[] {
  const settings = tableIn(path);
  if (settings === undefined) return [];
  if (isTrue(settings, 'allowManagedHooksOnly')) {
    return [`Claude Code: ${path} allows no hooks but its own, so that none of yours is run`];
  }
  return valueAt(settings, 'hooks') === undefined
    ? []
    : [`Claude Code: the hooks in ${path} are your administrator's and not measured`];
}

function pluginsWithHooks(folder: string): readonly string[] {
  const installed = tableIn(join(folder, 'plugins/installed_plugins.json'));
  const plugins = installed === undefined ? undefined : tableAt(installed, 'plugins');
  return (plugins?.entries ?? [])
    .filter(({ value }) => {
      const versions = value.kind === 'list' ? value.items : [value];
      return versions.some((version) => version.kind === 'table' && hasHooks(textAt(version, 'installPath')));
    })
    .map(({ key }) => key);
}

function hasHooks(path: string | undefined): boolean {
  if (path === undefined) return false;
  const manifest = tableIn(join(path, '.claude-plugin/plugin.json'));
  return (
    existsSync(join(path, 'hooks/hooks.json')) || (manifest !== undefined && valueAt(manifest, 'hooks') !== undefined)
  );
}

/** What is in a JSON file; undefined where there is none that can be read. */
function tableIn(path: string): TableNode | undefined {
  try {
    const read = readJson(readFileSync(path, 'utf8'));
    return read.ok ? read.settings.root : undefined;
  } catch {
    return undefined;
  }
}
