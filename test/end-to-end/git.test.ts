// Real git runs its hooks through the shim, and cannot tell.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, outcomesIn, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { type Ended, run } from '../support/programs.ts';

/** Each tells what it got, and some of them refuse. */
const HOOKS: Readonly<Record<string, string>> = {
  'pre-commit': 'echo "formatting" >&2; [ ! -e forbidden ] || { echo "forbidden is here"; exit 9; }',
  'commit-msg': 'grep -q TICKET "$1" || { echo "no ticket in: $(cat "$1")" >&2; exit 1; }',
  'post-commit': 'echo "made $(git log -1 --format=%s)" >&2; exit 4',
  'pre-push': 'echo "$# $1" >&2; cat; grep -q refused README && exit 3; exit 0',
};

test('git sees the same of its hooks bare and through the shim, and each run is counted', async () => {
  const dir = temporaryFolder();
  const bare = await scenario(temporaryFolder(), (script) => `exec '${script}' "$@"`);
  const shimmed = await scenario(
    temporaryFolder(),
    (script, hook) => `exec '${SHIM}' --hook ${hook} --event ${hook} -- '${script}' "$@"`,
    dir,
  );
  expect(shimmed).toEqual(bare);
  expect(bare.steps.map(({ code }) => code)).toEqual([0, 1, 1, 0, 0, 1]);
  expect(bare.told).toContain('pre-push got refs/heads/main');

  await hookmeter(dir, ['sync']);
  expect(outcomesIn(metricsFileOf(dir))).toEqual({
    'pre-commit': { success: 4, failed: 1 },
    'commit-msg': { success: 3, failed: 1 },
    'post-commit': { failed: 3 },
    'pre-push': { success: 1, failed: 1 },
  });
});

test('runs of git are labelled with git and the repository', async () => {
  const dir = temporaryFolder();
  const { url } = await startSidecar(dir);
  await scenario(temporaryFolder(), (script, hook) => `exec '${SHIM}' --event ${hook} -- '${script}' "$@"`, dir);
  await untilCounted(dir, 14);
  const page = await scrape(url);
  expect(executionsOn(page, { hook_agent: 'git', hook_project: 'work', hook_name: 'pre-push.sh' })).toBe(2);
  expect(executionsOn(page, { hook_agent: 'git', hook_project: 'work' })).toBe(14);
});

interface Scene {
  readonly steps: readonly Ended[];
  /** What the hooks wrote down: their environment apart from the path of the state directory, arguments and stdin. */
  readonly told: string;
}

async function scenario(folder: string, wrap: (script: string, hook: string) => string, dir?: string): Promise<Scene> {
  const notes = join(folder, 'notes');
  const work = join(folder, 'work');
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.invalid',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.invalid',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
    HOOKMETER_DIR: dir ?? join(folder, 'unused'),
  };
  const anonymous = (text: string): string => text.replaceAll(env.HOOKMETER_DIR, 'DIR').replaceAll(folder, 'FOLDER');
  const git = async (...words: string[]): Promise<Ended> => {
    const ended = await run('git', words, { cwd: work, env });
    return { ...ended, stdout: anonymous(ended.stdout), stderr: anonymous(ended.stderr) };
  };
  const commit = async (file: string, content: string, message: string): Promise<Ended> => {
    writeFileSync(join(work, file), content);
    await git('add', '--all');
    return git('commit', '--quiet', '--message', message);
  };
  mkdirSync(work);
  await git('init', '--quiet', '--initial-branch=main');
  await run('git', ['init', '--quiet', '--bare', join(folder, 'remote')], { env });
  await git('remote', 'add', 'origin', join(folder, 'remote'));
  for (const [hook, script] of Object.entries(HOOKS)) {
    const path = join(folder, `${hook}.sh`);
    executable(
      path,
      `#!/bin/sh\n{ echo "${hook} $*"; env | grep -v '^_=' | sort; } >>'${notes}'\n${withStdin(hook, notes)}${script}\n`,
    );
    executable(join(work, '.git', 'hooks', hook), `#!/bin/sh\n${wrap(path, hook)}\n`);
  }
  const steps = [
    await commit('README', 'hello', 'TICKET one'),
    await commit('a', 'a', 'without'),
    await commit('forbidden', '', 'TICKET two'),
    await git('rm', '--quiet', '--force', 'forbidden').then(() => commit('b', 'b', 'TICKET three')),
    await git('push', '--quiet', 'origin', 'main'),
  ];
  await commit('README', 'refused', 'TICKET four');
  steps.push(await git('push', '--quiet', 'origin', 'main'));
  return { steps, told: anonymous(readFileSync(notes, 'utf8')) };
}

/** git writes the refs that it pushes to the hook's stdin. */
const withStdin = (hook: string, notes: string): string =>
  hook === 'pre-push' ? `while read -r ref rest; do echo "pre-push got $ref $rest"; done >>'${notes}'\n` : '';

function executable(path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}
