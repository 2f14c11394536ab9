// The settings files of the corpus, and what a plain reading of them finds: JSON.parse, or the TOML parser's own values.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripComments } from 'jsonc-parser';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { Micros } from '../../src/base/units.ts';
import { claudeCode } from '../../src/hosts/claude-code.ts';
import { codex } from '../../src/hosts/codex.ts';
import { copilotCli } from '../../src/hosts/copilot-cli.ts';
import { cursor } from '../../src/hosts/cursor.ts';
import { geminiCli } from '../../src/hosts/gemini-cli.ts';
import type { Host, Scope, Surroundings } from '../../src/hosts/host.ts';
import { emptyManifest, type Manifest } from '../../src/hosts/manifest.ts';
import { type FilePlan, planInstall, planUninstall } from '../../src/hosts/plan.ts';
import type { FoundFile } from '../../src/hosts/survey.ts';
import { readTextFile, type TextFile } from '../../src/hosts/text-file.ts';

export const SETTINGS_HOSTS: readonly Host[] = [claudeCode, codex, geminiCli, cursor, copilotCli];
const CORPUS = fileURLToPath(new URL('../hosts/corpus/', import.meta.url));
export const AROUND: Surroundings = { home: '/home/a', project: '/home/a/web', env: { SHELL: '/bin/bash' } };

export interface CorpusFile {
  readonly name: string;
  readonly host: Host;
  readonly scope: Scope;
  readonly file: TextFile;
}

/** A name that begins with project- is a file of a project. */
export const corpusFiles: readonly CorpusFile[] = SETTINGS_HOSTS.flatMap((host) =>
  readdirSync(join(CORPUS, host.id)).map((name): CorpusFile => {
    const file = readTextFile(join(CORPUS, host.id, name));
    if (file === undefined) throw new Error(`${name} is not there`);
    return { name: `${host.id}/${name}`, host, scope: name.startsWith('project-') ? 'project' : 'user', file };
  }),
);

/** What the host has read from a text; throws where it cannot. */
export function found({ host, scope, file }: Omit<CorpusFile, 'name'>, text = file.text, around = AROUND): FoundFile {
  const read = host.read({ scope, path: file.path }, text, around);
  if (!read.ok) throw new Error(read.message);
  return { host, scope, project: around.project, path: file.path, target: file.path, file: { ...file, text }, ...read };
}

const choiceOf = (events: readonly string[] = []) => ({
  events: new Set(events),
  decisions: new Set<string>(),
  now: 1_795_000_000_000_000 as Micros,
});

export function installed(
  file: FoundFile,
  manifest: Manifest = emptyManifest(),
  events: readonly string[] = [],
): FilePlan {
  const [plan] = planInstall([file], choiceOf(events), manifest);
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

export function uninstalled(file: FoundFile, manifest: Manifest): FilePlan {
  const [plan] = planUninstall([file], new Set(), manifest);
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

/** What install has on record afterwards. */
export function manifestOf({ found: { host, scope, path }, hooks, tokens }: FilePlan): Manifest {
  const file = { path, host: host.id, scope, project: AROUND.project, backup: 'b', sha256: '0', tokens: [...tokens] };
  return { v: 1, hooks: [...hooks], files: [file] };
}

export function valuesIn(path: string, text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  if (path.endsWith('.toml')) return getStaticTOMLValue(parseTOML(plain));
  return plain.trim() === '' ? {} : JSON.parse(stripComments(plain).replaceAll(/,(\s*[}\]])/g, '$1'));
}

/** The places at which two values differ, as `hooks.Stop.0.hooks.0.command`; a list that differs anywhere counts as one. */
export function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (Array.isArray(a) && Array.isArray(b) && path.endsWith('.args')) return same(a, b) ? [] : [path];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b) ? [] : [path];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  if (!same([...left.keys()], [...right.keys()])) return [path];
  return Array.from(left, ([key, value]) =>
    differences(value, right.get(key), path === '' ? key : `${path}.${key}`),
  ).flat();
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);
