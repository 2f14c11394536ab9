// The snippets of docs/baselines.md: their shell parts run as the services would run them, with npm, gh and curl replaced by scripts.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, SHIM } from '../support/hookmeter.ts';
import { type Ended, type Env, run } from '../support/programs.ts';

const docs = readFileSync(new URL('../../docs/baselines.md', import.meta.url), 'utf8');
const [github, gitlab, ...others] = Array.from(docs.matchAll(/```yaml\n(.*?)```/gs), ([, text = '']) => text);
const [inTurn] = Array.from(docs.matchAll(/```sh\n(.*?)```/gs), ([, text = '']) => text);

/** What `npm run lint` does, and how many milliseconds it is to have taken. */
interface Lint {
  readonly line: ':' | 'exit 1';
  /** As a shell works it out where the hook runs. */
  readonly ms: string;
}
const FAST: Lint = { line: ':', ms: '100' };
const SLOW: Lint = { line: ':', ms: '200' };
const FAILING: Lint = { line: 'exit 1', ms: '100' };

const SCRIPTS = {
  npm: `case "$*" in *lint*) eval "$LINT";; esac`,
  // The shim; but what its run took, or a little more, is what the test says and not what this machine makes of it.
  'hookmeter-run': `'${SHIM}' "$@"
    code=$?
    case "$*" in *"--hook lint"*) ms=$(eval "echo $LINT_MS");; *) ms=100;; esac
    for day in "\${HOOKMETER_DIR:-$HOME/.local/state/hookmeter}"/journal/*.ndjson; do
      sed '$ s/"us":[0-9]*/"us":'$((ms * 1000 + $(wc -l <"$day") * 7919 % 10000))/ "$day" >"$STORE/day" && cat "$STORE/day" >"$day"
    done
    exit $code`,
  gh: `echo "$*" >> "$STORE/comments"; cat comment.md >> "$STORE/comments"`,
  // A request for an artifact, or a note.
  curl: `case "$*" in
    *artifacts*) [ -f "$STORE/artifact" ] || exit 22; cp "$STORE/artifact" main.json;;
    *) echo "$*" >> "$STORE/comments"; cat comment.md >> "$STORE/comments";;
  esac`,
} as const;

/** A service with a store of its own; each job has a new folder and a new home. */
function service() {
  const folder = temporaryFolder();
  const [bin, store] = [join(folder, 'bin'), join(folder, 'store')];
  mkdirSync(bin);
  mkdirSync(store);
  symlinkSync(MAIN, join(bin, 'hookmeter'));
  for (const [name, text] of Object.entries(SCRIPTS))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return {
    store: (name: string): string => join(store, name),
    comments: (): string => {
      const path = join(store, 'comments');
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      rmSync(path, { force: true });
      return text;
    },
    job(lint: Lint) {
      const cwd = temporaryFolder();
      const own = { PATH: `${bin}:${process.env['PATH']}`, HOME: cwd, LINT: lint.line, LINT_MS: lint.ms, STORE: store };
      return {
        cwd,
        shell: (script: string, env: Env = {}): Promise<Ended> =>
          run('bash', ['-e', '-c', script], {
            cwd,
            env: { XDG_STATE_HOME: undefined, HOOKMETER_DIR: undefined, ...own, ...env },
          }),
      };
    },
  };
}

test('the page has a snippet for each service, and one for one machine', () => {
  expect([github?.includes('runs-on'), gitlab?.includes('after_script'), others]).toEqual([true, true, []]);
  expect(inTurn?.includes('git worktree')).toBe(true);
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

describe('GitHub Actions', () => {
  /** Runs all steps as a push to main or as a pull request; whether the job failed. */
  async function workflow(
    world: ReturnType<typeof service>,
    event: 'push' | 'pull_request',
    lint: Lint,
  ): Promise<boolean> {
    const { steps } = (parse(github ?? '') as { jobs: { hooks: { steps: readonly Step[] } } }).jobs.hooks;
    const conditions: Readonly<Record<string, boolean>> = {
      "github.ref_name == 'main'": event === 'push',
      "github.event_name == 'pull_request'": event === 'pull_request',
      "always() && github.event_name == 'pull_request'": event === 'pull_request',
    };
    const { cwd, shell } = world.job(lint);
    let failed = false;
    for (const step of steps) {
      const isMet = step.if === undefined ? true : conditions[step.if];
      if (isMet === undefined) throw new Error(`not understood: ${step.if}`);
      if (!isMet || (failed && !step.if?.startsWith('always()'))) continue;
      const cached = join(cwd, step.with?.['path'] ?? '');
      if (step.uses?.startsWith('actions/cache/save')) writeFileSync(world.store('cache'), readFileSync(cached));
      if (step.uses?.startsWith('actions/cache/restore') && existsSync(world.store('cache')))
        writeFileSync(cached, readFileSync(world.store('cache')));
      if (step.run === undefined) continue;
      const { code, stderr } = await shell(step.run.replaceAll(/\$\{\{ github\.event\.number \}\}/g, '17'), {
        GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
      });
      expect([step.run, stderr]).toEqual([step.run, '']);
      failed ||= code !== 0;
    }
    return failed;
  }

  test('a pull request is held against main: the same, slower, failing; and accepted where main has no baseline', async () => {
    const world = service();
    expect([await workflow(world, 'pull_request', FAST), world.comments()]).toEqual([false, '']);
    expect([await workflow(world, 'push', FAST), world.comments()]).toEqual([false, '']);

    expect(await workflow(world, 'pull_request', SLOW)).toBe(true);
    const slower = world.comments();
    expect(slower).toMatch(/^pr comment 17 --edit-last --create-if-none --body-file comment\.md\n### Hooks: \d slower/);
    expect(slower).toMatch(/- `lint` (is slower by|takes) .* is accepted\n/);
    expect(slower).toContain('before: baseline `0123456789ab`, 40 runs of 2 hooks');

    expect(await workflow(world, 'pull_request', FAILING)).toBe(true);
    expect(world.comments()).toContain('- `lint` fails more by 100 points; less than 20 is accepted');
  });
});

describe('GitLab CI', () => {
  interface Job {
    readonly before_script: readonly string[];
    readonly script: readonly string[];
    readonly after_script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[] };
  }

  async function pipeline(
    world: ReturnType<typeof service>,
    branch: 'main' | 'feature',
    lint: Lint,
  ): Promise<number | null> {
    const job = (parse(gitlab ?? '') as { 'hook-times': Job })['hook-times'];
    const { cwd, shell } = world.job(lint);
    const env = {
      HOOKMETER_DIR: join(cwd, '.hookmeter'),
      ...(branch === 'main' ? { CI_COMMIT_BRANCH: 'main' } : {}),
      CI_DEFAULT_BRANCH: 'main',
      CI_COMMIT_SHORT_SHA: '0123abcd',
      CI_JOB_NAME: 'hook-times',
      CI_JOB_TOKEN: 'token',
      CI_API_V4_URL: 'https://gitlab.example/api/v4',
      CI_PROJECT_ID: '3',
      CI_MERGE_REQUEST_IID: '5',
      HOOKMETER_TOKEN: 'secret',
    };
    const { code, stderr } = await shell([...job.before_script, ...job.script].join('\n'), env);
    expect(stderr).toBe('');
    expect((await shell(job.after_script.join('\n'), env)).code).toBe(0);
    const [kept = ''] = job.artifacts.paths;
    expect(existsSync(join(cwd, kept))).toBe(true);
    if (branch === 'main') writeFileSync(world.store('artifact'), readFileSync(join(cwd, kept)));
    return code;
  }

  test('a merge request is held against main', async () => {
    const world = service();
    expect([await pipeline(world, 'feature', FAST), world.comments()]).toEqual([0, '']);
    expect([await pipeline(world, 'main', FAST), world.comments()]).toEqual([0, '']);
    expect(await pipeline(world, 'feature', SLOW)).toBe(1);
    const comments = world.comments();
    expect(comments).toMatch(
      /^--fail .*body=<comment\.md .*\/projects\/3\/merge_requests\/5\/notes\n### Hooks: \d slower/,
    );
    expect(comments).toContain('before: baseline `0123abcd`');
  });
});

test('on one machine, in turn: what was made slower is told', async () => {
  // The slow version is slow where the worktree of the old one is not.
  const lint: Lint = { line: ':', ms: '$(case "$PWD" in */before) echo 100;; *) echo 150;; esac)' };
  const { cwd, shell } = service().job(lint);
  const tree = join(cwd, 'tree');
  const git = 'git -c user.name=a -c user.email=a@example.org -c init.defaultBranch=main';
  const script = (inTurn ?? '').replaceAll('/tmp/', `${cwd}/`);
  const made = await shell(
    `mkdir tree && cd tree && ${git} init -q . && ${git} commit -q --allow-empty -m one && git update-ref refs/remotes/origin/main HEAD`,
  );
  expect([made.code, made.stderr]).toEqual([0, '']);
  const { code, stdout, stderr } = await shell(`cd '${tree}'\n${script}`);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(/^1 slower\.$/m);
  expect(stdout).toMatch(/^Not accepted:\n {2}lint /m);
});
