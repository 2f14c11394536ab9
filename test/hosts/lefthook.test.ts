import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lefthook } from '../../src/hosts/lefthook.ts';
import { needs } from '../support/needs.ts';
import { seeded } from '../support/random.ts';
import { end, MANAGERS, type Sandbox, type Seen, sandbox, threeTimes } from '../support/repository.ts';
import { hostileNames } from './hostile-names.ts';
import { lefthookText } from './lefthook-text.ts';

const LEFTHOOK = join(MANAGERS, 'lefthook-linux-x64/bin/lefthook');

type Context = Parameters<typeof needs>[0];
const needsLefthook = (context: Context): void => needs(context, 'lefthook (bash test/tools.sh)', existsSync(LEFTHOOK));

const withoutTimes = <T>(seen: T): T => JSON.parse(JSON.stringify(seen).replaceAll(/\d+\.\d+ seconds/g, 'N seconds'));

/** What parallel jobs say comes in any order. */
const inAnyOrder = (seen: readonly Seen[]): readonly Seen[] =>
  seen.map((each) => ({ ...each, stderr: each.stderr.split('\n').sort().join('\n') }));

/** Files with names that a shell would take apart, staged. */
function prepared(config: string): (box: Sandbox) => void {
  return ({ write, sh }) => {
    write('lefthook.yml', config);
    write('.git/info/exclude', 'lefthook.yml\nlefthook-local.yml\n');
    write('a b.js', '1\n');
    write("it's.js", '2\n');
    write('"q" $HOME.js', '3\n');
    write('plain.js', '4\n');
    sh('git add -A');
    expect(sh(`${LEFTHOOK} install`).status).toBe(0);
  };
}

/** lefthook says once that its file has changed, when it runs or when it is told to install. */
function commit({ sh }: Sandbox, env: NodeJS.ProcessEnv = {}): readonly Seen[] {
  expect(sh(`${LEFTHOOK} install`).status).toBe(0);
  const made = sh(`PATH="${join(LEFTHOOK, '..')}:$PATH" git commit -m "say it"`, env);
  return withoutTimes([made, sh('git log --name-status --format=%H%B')]);
}

describe('lefthook', () => {
  test('jobs of every kind do what they did, and each is measured once', (context) => {
    needsLefthook(context);
    const { seen, runs } = threeTimes(
      [lefthook],
      (box) => {
        prepared(`
output: [summary, execution, execution_out, skips]
pre-commit:
  commands:
    each:
      glob: "*.js"
      run: for f in {staged_files}; do printf '<%s>' "$f"; done # it's fine
    quoted: {glob: "*b.js", run: "printf '[%s]' '{staged_files}'; printf '(%s)' \\"{staged_files}\\""}
    none:
      glob: "*.py"
      run: echo never {staged_files}
  scripts:
    "check.sh":
      runner: bash -u
  jobs:
    - run: |
        echo "unnamed $0 $#" {all_files}
        if test -f 'a b.js'; then
          echo yes
        fi
    - name: with args
      run: printf '<%s>' 1 2
      args: "3 '4 5' {staged_files}"
    - name: env
      run: echo "$SAID $(pwd)"
      env: {SAID: 'it "is"'}
    - name: checks
      group:
        parallel: true
        jobs:
          - name: one
            run: sh -c 'exit 0'
          - name: two
            run: >-
              echo folded
              {lefthook_job_name}
    - script: "other.sh"
      runner: bash
      args: "x y"
commit-msg:
  jobs:
    - name: message
      run: cat {1}; grep -q "say" {1}
`)(box);
        for (const name of ['check', 'other']) box.write(`.lefthook/pre-commit/${name}.sh`, 'echo "$0 $# $*"\n', 0o755);
      },
      (box) => inAnyOrder(commit(box)),
    );
    expect(JSON.stringify(seen)).toContain('<a b.js>');
    expect(seen[0]?.status).toBe(0);
    const names = runs.map(({ hook, event }) => `${event} ${hook}`).sort();
    expect(names).toEqual([
      'commit-msg message',
      'pre-commit check.sh',
      'pre-commit each',
      'pre-commit echo',
      'pre-commit env',
      'pre-commit one',
      'pre-commit other.sh',
      'pre-commit quoted',
      'pre-commit two',
      'pre-commit with args',
    ]);
    expect(runs.every(({ code }) => code === 0)).toBe(true);
  });

  test('names of staged files that try to break out of the wrapper are names', (context) => {
    needsLefthook(context);
    // lefthook itself takes white space from the ends of names.
    const hostile = [...new Set(hostileNames(150, seeded(20_261_128)))].filter(
      (name) => name === name.trim() && !name.includes('/'),
    );
    const { seen, runs } = threeTimes(
      [lefthook],
      (box) => {
        prepared(`
pre-commit:
  jobs:
    - name: lint {staged_files}
      run: printf '<%s>' {staged_files} >.git/printed
`)(box);
        for (const name of hostile) box.write(name, 'x');
        box.sh('git add -A');
      },
      (box) => [...commit(box), box.sh('ls'), box.sh('cat .git/printed')],
    );
    expect(seen[0]?.status).toBe(0);
    expect(seen.at(-2)?.stdout.split('\n')).not.toContain('OWNED');
    expect(runs).toEqual([end('lint -staged_files', 'pre-commit')]);
    // What stands for lefthook elsewhere fills in what it does.
    const staged = [...hostile, 'a b.js', "it's.js", '"q" $HOME.js', 'plain.js'];
    const { stdout } = spawnSync('sh', ['-c', lefthookText(`printf '<%s>' {staged_files}`, staged)], {
      encoding: 'utf8',
    });
    const printed = (text: string): readonly string[] => text.slice(1, -1).split('><').sort();
    expect(printed(seen.at(-1)?.stdout ?? '')).toEqual(printed(stdout));
  });

  test('a job that fails stops a piped hook, and the commit', (context) => {
    needsLefthook(context);
    const { seen, runs } = threeTimes(
      [lefthook],
      prepared(`
pre-commit:
  piped: true
  jobs:
    - name: first
      run: echo out; echo err >&2; exit 3
      fail_text: not like that
    - name: second
      run: echo never
`),
      (box) => commit(box),
    );
    expect(seen[0]?.status).toBe(1);
    expect(runs).toEqual([end('first', 'pre-commit', 3)]);
  });

  test('LEFTHOOK=0, tags and stdin mean what they meant', (context) => {
    needsLefthook(context);
    const config = `
pre-commit:
  exclude_tags: [slow]
  jobs:
    - {name: tagged, tags: slow, run: exit 1}
    - {run: 'echo "{staged_files}"', only: [{ref: main}]}
pre-push:
  commands:
    refs:
      run: cat
      use_stdin: true
`;
    const { runs } = threeTimes([lefthook], prepared(config), (box) => {
      const off = commit(box, { LEFTHOOK: '0' });
      box.write('plain.js', '5\n');
      box.sh(`git add -A; git init -q --bare ../there`);
      const path = `PATH="${join(LEFTHOOK, '..')}:$PATH"`;
      return withoutTimes([off, commit(box), box.sh(`${path} git push -q ../there HEAD:refs/heads/x`)]);
    });
    expect(runs).toEqual([end('echo', 'pre-commit'), end('refs', 'pre-push')]);
  });

  test('{cmd} of lefthook-local.yml puts the wrapped command where the bare one was', (context) => {
    needsLefthook(context);
    const { seen, runs } = threeTimes(
      [lefthook],
      (box) => {
        prepared(`
pre-commit:
  commands:
    lint:
      run: printf '<%s>' {staged_files}
`)(box);
        box.write(
          'lefthook-local.yml',
          `pre-commit:\n  commands:\n    lint:\n      run: env A=1 {cmd} last | sed s/a/A/g\n`,
        );
      },
      (box) => commit(box),
    );
    expect(JSON.stringify(seen)).toContain('<lAst>');
    expect(runs).toEqual([end('lint', 'pre-commit')]);
  });

  test('a timeout of lefthook ends a wrapped job too, and is declared', (context) => {
    needsLefthook(context);
    const box = sandbox();
    prepared(`
pre-commit:
  jobs:
    - {name: slow, run: 'while [ -e lefthook.yml ]; do sleep 0.1; done', timeout: 1s}
`)(box);
    box.install(lefthook);
    box.addShim();
    // Of itself, the job ends with the folder.
    const [made] = commit(box);
    expect(made?.status).toBe(1);
    expect(made?.stderr).toContain('timeout (1s)');
    expect(box.read('lefthook.yml')).toContain('--timeout 1 ');
  });
});
