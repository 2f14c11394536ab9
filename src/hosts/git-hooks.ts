// Where git looks for hooks, asked of git itself: core.hooksPath, worktrees and submodules included.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Scope, Surroundings } from './host.ts';
import { statusOf } from './text-file.ts';

/** https://git-scm.com/docs/githooks. fsmonitor-watchman is none: core.fsmonitor names it, and git asks it at every `git status`. */
export const GIT_HOOKS: ReadonlySet<string> = new Set([
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'reference-transaction',
  'push-to-checkout',
  'pre-auto-gc',
  'post-rewrite',
  'sendemail-validate',
  'p4-changelist',
  'p4-prepare-changelist',
  'p4-post-changelist',
  'p4-pre-submit',
  'post-index-change',
]);

export interface HookFolder {
  readonly scope: Scope;
  /** Absolute; it need not exist. */
  readonly path: string;
}

/** The folder of the project's hooks, if git knows the project, and that of `git config --global core.hooksPath`. */
export function hookFolders(around: Surroundings): readonly HookFolder[] {
  const folders: HookFolder[] = [];
  const own = ask(around, ['rev-parse', '--git-path', 'hooks']);
  const everywhere = ask(around, ['config', '--global', '--type=path', 'core.hooksPath']);
  if (own !== undefined) {
    const path = resolve(around.project, own);
    folders.push({ scope: scopeOf(path, everywhere, around), path });
  }
  if (everywhere !== undefined && isAbsolute(everywhere) && !folders.some(({ path }) => path === everywhere)) {
    folders.push({ scope: 'user', path: everywhere });
  }
  return folders;
}

/** The files in a folder that git would run. */
export function hookFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => GIT_HOOKS.has(name.replace(LEGACY, '')))
    .map((name) => join(folder, name))
    .filter(isProgram)
    .sort();
}

/** pre-commit moves a hook that it finds here, and runs it itself. */
export const LEGACY = /\.legacy$/;

/** Whose hooks they are: a folder of the work tree is everybody's, the one of the repository this person's. */
function scopeOf(path: string, everywhere: string | undefined, around: Surroundings): Scope {
  if (path === everywhere) return 'user';
  const gitFolder = ask(around, ['rev-parse', '--git-common-dir']);
  if (gitFolder !== undefined && isInside(path, resolve(around.project, gitFolder))) return 'local';
  return isInside(path, around.project) ? 'project' : 'local';
}

function isInside(path: string, folder: string): boolean {
  const way = relative(real(folder), real(path));
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

const real = (path: string): string => (existsSync(path) ? realpathSync(path) : join(real(dirname(path)), '.'));

function isProgram(path: string): boolean {
  const status = statusOf(path);
  return status?.isFile() === true && (status.mode & 0o111) !== 0;
}

/** What git answers, without the new line; undefined where it fails or says nothing. */
function ask({ project, home, env }: Surroundings, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: project,
    env: { ...withoutRepository(env), HOME: home },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  });
  const answer = (stdout ?? '').replace(/\n$/, '');
  return status === 0 && answer !== '' ? answer : undefined;
}

/** A hook that starts us is told of its repository in the environment, which would win over the project. */
const withoutRepository = (env: Surroundings['env']): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX)$/.test(name)),
  );
