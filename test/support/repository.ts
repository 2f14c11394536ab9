// A repository and a home of its own, in which hooks are installed and real tools are run: bare, wrapped without the shim, and with it.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import type { Micros } from '../../src/base/units.ts';
import { applyInstall, applyUninstall } from '../../src/hosts/apply.ts';
import type { Host, Surroundings } from '../../src/hosts/host.ts';
import { readManifest } from '../../src/hosts/manifest.ts';
import { type FilePlan, planInstall, planUninstall } from '../../src/hosts/plan.ts';
import { type Survey, survey } from '../../src/hosts/survey.ts';
import { temporaryFolder } from './folders.ts';
import { SHIM } from './hookmeter.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const MANAGERS = join(ROOT, '.cache/managers/node_modules');

export interface Run {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly code: number;
}

export interface Seen {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Sandbox {
  readonly folder: string;
  readonly home: string;
  readonly repo: string;
  readonly around: Surroundings;
  /** Writes a file of the repository. */
  write(path: string, text: string | Uint8Array, mode?: number): void;
  read(path: string): string;
  /** In the repository; `sh` reads the line. */
  sh(line: string, env?: NodeJS.ProcessEnv): Seen;
  survey(...hosts: readonly Host[]): Survey;
  install(...hosts: readonly Host[]): readonly FilePlan[];
  uninstall(...hosts: readonly Host[]): void;
  addShim(): void;
  /** The runs that the journal has, in order. */
  runs(): readonly Run[];
}

const AT = '2026-11-24T00:00:00Z';

export function sandbox(): Sandbox {
  const folder = temporaryFolder();
  const [home, repo] = [join(folder, 'home'), join(folder, 'repo')];
  const state = placesIn(join(home, '.local/state/hookmeter'));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    SHLVL: '2',
    LC_ALL: 'C.UTF-8',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_AUTHOR_DATE: AT,
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
    GIT_COMMITTER_DATE: AT,
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
  };
  const around: Surroundings = { home, project: repo, env };
  mkdirSync(repo, { recursive: true });
  mkdirSync(home, { recursive: true });
  const mask = (text: string): string => text.replaceAll(folder, '<DIR>');
  const sh = (line: string, more: NodeJS.ProcessEnv = {}): Seen => {
    const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync('/bin/sh', ['-c', line], {
      cwd: repo,
      env: { ...env, ...more },
      encoding: 'utf8',
      timeout: 240_000,
    });
    return { status, stdout: mask(stdout), stderr: mask(stderr) };
  };
  const manifest = () => {
    const read = readManifest(state.manifest);
    if (!read.ok) throw new Error(read.message);
    return read.manifest;
  };
  const look = (hosts: readonly Host[]): Survey => {
    const found = survey({ hosts, scope: undefined }, around);
    expect(found.problems).toEqual([]);
    return found;
  };
  expect(sh('git init -q -b main .').status).toBe(0);
  return {
    folder,
    home,
    repo,
    around,
    sh,
    write: (path, text, mode = 0o644) => {
      mkdirSync(dirname(join(repo, path)), { recursive: true });
      writeFileSync(join(repo, path), text, { mode });
    },
    read: (path) => readFileSync(join(repo, path), 'latin1'),
    survey: (...hosts) => look(hosts),
    install: (...hosts) => {
      const choice = {
        events: new Set<string>(),
        decisions: new Set<string>(),
        now: 1_795_000_000_000_000 as Micros,
      };
      const plans = planInstall(look(hosts).files, choice, manifest());
      mkdirSync(state.dir, { recursive: true });
      applyInstall(plans, manifest(), state);
      return plans;
    },
    uninstall: (...hosts) => {
      applyUninstall(planUninstall(look(hosts).files, new Set(), manifest()), manifest(), state);
    },
    addShim: () => {
      mkdirSync(state.bin, { recursive: true });
      copyFileSync(SHIM, join(state.bin, 'hookmeter-run'));
    },
    runs: () => runsIn(state.journal),
  };
}

function runsIn(journal: string): readonly Run[] {
  if (!existsSync(journal)) return [];
  return readdirSync(journal)
    .sort()
    .flatMap((day) => readFileSync(join(journal, day), 'utf8').trim().split('\n'))
    .filter((line) => line.includes('"kind":"end"'))
    .map((line) => JSON.parse(line))
    .map(({ hook, event, agent, code }): Run => ({ hook, event, agent, code }));
}

export const end = (hook: string, event: string, code = 0): Run => ({ hook, event, agent: 'git', code });

/**
 * Does the same three times: bare, wrapped without the shim, wrapped with it. What is seen must be the same each time; the runs are those of the
 * third. Afterwards the files must be as they were.
 */
export function threeTimes<T>(
  hosts: readonly Host[],
  prepare: (box: Sandbox) => void,
  act: (box: Sandbox) => T,
): { readonly seen: T; readonly runs: readonly Run[] } {
  const bare = sandbox();
  prepare(bare);
  const seen = act(bare);

  const without = sandbox();
  prepare(without);
  without.install(...hosts);
  const fallback = act(without);

  const measured = sandbox();
  prepare(measured);
  const plans = measured.install(...hosts);
  const originals = plans.map(({ found }) => [found.path, found.file.text] as const);
  expect(plans.some(({ tokens, moves }) => tokens.length > 0 || moves !== undefined)).toBe(true);
  measured.addShim();
  const third = act(measured);
  expect([fallback, third]).toEqual([seen, seen]);
  expect(without.runs()).toEqual([]);
  measured.uninstall(...hosts);
  for (const [path, text] of originals) {
    if (existsSync(path)) expect(textOf(path)).toBe(text);
  }
  return { seen, runs: measured.runs() };
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  const utf8 = bytes.toString('utf8');
  return Buffer.from(utf8).equals(bytes) ? utf8 : bytes.toString('latin1');
}
