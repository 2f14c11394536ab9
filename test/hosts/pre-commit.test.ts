import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { git } from '../../src/hosts/git.ts';
import { preCommit } from '../../src/hosts/pre-commit.ts';
import { needs } from '../support/needs.ts';
import { end, type Sandbox, type Seen, sandbox, threeTimes } from '../support/repository.ts';

type Context = Parameters<typeof needs>[0];
const isThere = spawnSync('pre-commit', ['--version']).status === 0;
const needsPreCommit = (context: Context): void => needs(context, 'pre-commit', isThere);

const CONFIG = `# ours
default_stages: [commit]
repos:
- repo: local
  hooks:
  - id: words
    name: it's "words"
    entry: sh -c 'for f; do printf "<%s>" "$f"; done; echo "$0 $#"; cat' 'a  b' \\"q\\"
    language: system
    args: ["--x y", $HOME]
    require_serial: true
    verbose: true
  - id: refuses
    name: refuses
    entry: sh -c '! grep -L say "$@" | grep .' x
    language: system
    files: \\.txt$
    require_serial: true
    stages: [commit]
  - {id: folded, name: folded, entry: "echo  folded", language: system, verbose: true, pass_filenames: false}
  - id: multi
    name: multi
    entry: >-
      echo several
      lines
    language: system
    verbose: true
    always_run: true
    pass_filenames: false
  - id: not
    name: no such words
    entry: forbidden
    language: pygrep
  - id: message
    name: message
    entry: grep say
    language: system
    stages: [commit-msg]
    verbose: true
  - id: script
    name: script
    entry: scripts/check.sh a
    language: script
    files: nothing
- repo: meta
  hooks:
  - id: identity
`;

function prepared(config: string): (box: Sandbox) => void {
  return ({ write, sh }) => {
    write('.pre-commit-config.yaml', config);
    write('scripts/check.sh', '#!/bin/sh\n', 0o755);
    write('a b.txt', 'say\n');
    write("it's.txt", 'say\n');
    sh('echo .pre-commit-config.yaml >>.git/info/exclude; git add -A');
    expect(sh('pre-commit install -t pre-commit -t commit-msg').status).toBe(0);
  };
}

const withoutTimes = (seen: readonly Seen[]): readonly Seen[] =>
  JSON.parse(JSON.stringify(seen).replaceAll(/duration: [\d.]+s/g, 'duration: Ns'));

function act({ sh }: Sandbox, between: readonly string[]): readonly Seen[] {
  return withoutTimes([
    sh('git commit -m "say it"'),
    ...between.map((line) => sh(line)),
    sh('echo no >bad.txt; git add -A && git commit -m "say more"'),
    sh('SKIP=refuses git commit -m "say more"'),
    sh('git log --name-status --format=%H%B'),
  ]);
}

describe('pre-commit', () => {
  test('starts the same programs with the same words, and each run is measured once', (context) => {
    needsPreCommit(context);
    const { seen, runs } = threeTimes([preCommit], prepared(CONFIG), (box) => act(box, ['pre-commit run --all-files']));
    expect(seen.map(({ status }) => status)).toEqual([0, 0, 1, 0, 0]);
    expect(seen[0]?.stderr).toContain("<a b.txt><it's.txt>");
    const each = ['words', 'refuses', 'folded', 'multi'].map((hook) => end(hook, 'pre-commit'));
    const refused = each.map((run) => (run.hook === 'refuses' ? { ...run, code: 1 } : run));
    const skipped = each.filter(({ hook }) => hook !== 'refuses');
    const message = end('message', 'commit-msg');
    expect(runs).toEqual([...each, message, ...each, ...refused, ...skipped, message]);
  });

  test('is measured as a whole by the hook that it has written for git, and still knows that', (context) => {
    needsPreCommit(context);
    const { runs } = threeTimes([git], prepared(CONFIG), (box) => act(box, []));
    expect(runs.map(({ hook, code }) => `${hook} ${code}`)).toEqual([
      'pre-commit 0',
      'commit-msg 0',
      'pre-commit 1',
      'pre-commit 0',
      'commit-msg 0',
    ]);
    const box = sandbox();
    prepared(CONFIG)(box);
    box.install(git);
    expect(box.survey(git).files.flatMap(({ remarks }) => remarks)).toEqual([
      '.git/hooks/commit-msg: pre-commit wrote it, and `pre-commit install` writes it anew; run `hookmeter install` after that',
      '.git/hooks/pre-commit: pre-commit wrote it, and `pre-commit install` writes it anew; run `hookmeter install` after that',
    ]);
    expect(box.sh('pre-commit uninstall -t pre-commit -t commit-msg; ls .git/hooks | grep -v sample').stdout).toBe(
      'pre-commit uninstalled\ncommit-msg uninstalled\n',
    );
  });

  test('runs a wrapped hook that was there before it', (context) => {
    needsPreCommit(context);
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '#!/bin/sh\necho old\n', 0o755);
    box.install(git);
    box.addShim();
    prepared(CONFIG)(box);
    expect(box.sh('git commit -m "say it"').stderr).toContain('old\n');
    expect(box.runs()).toEqual([end('pre-commit', 'pre-commit')]);
    box.uninstall(git);
    expect(box.read('.git/hooks/pre-commit.legacy')).toBe('#!/bin/sh\necho old\n');
  });
});
