import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../src/hosts/git.ts';
import { needs } from '../support/needs.ts';
import { end, type Sandbox, type Seen, sandbox, threeTimes } from '../support/repository.ts';

const has = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

function commit({ write, sh }: Sandbox): readonly Seen[] {
  write('a b.txt', 'one\n');
  write("it's.txt", 'two\n');
  const made = sh('git add -A && git commit -m "say it" -q');
  return [made, sh('git log --name-status --format=%H%B')];
}

/** What a script can see of itself. */
const SELF = `echo "$0 $# $*"
echo "$(dirname "$0") $PWD \${HOOKMETER_X-unset} \${l-unset} \${s-unset}"
env | grep -v '^_=' | sort
cat
set -- 1
echo "line $LINENO"
nosuchcommand 2>&1
`;

describe('a shell script of git', () => {
  test.for([
    ['sh', '#!/bin/sh', 0],
    ['sh -eu', '#!/bin/sh -eu', 2],
    ['bash', '#!/bin/bash', 0],
    ['bash by env', '#!/usr/bin/env bash', 0],
    ['bash with pipefail', '#!/usr/bin/env -S bash -euo pipefail', 127],
    ['dash', '#!/bin/dash ', 0],
    ['zsh', '#!/usr/bin/env zsh', 0],
    ['ksh', '#! /usr/bin/env ksh', 0],
    ['no first line', undefined, 0],
  ] as const)('sees the same under %s, with the shim and without it', ([name, shebang, code], context) => {
    const [tool = ''] = name.split(' ');
    needs(context, tool, tool === 'no' || has(tool));
    const { seen, runs } = threeTimes(
      [git],
      ({ write }) => {
        const script = `${SELF}[ -f "$1" ]; exit 0\n`;
        write('.git/hooks/commit-msg', shebang === undefined ? script : `${shebang}\n${script}`, 0o755);
      },
      (box) => commit(box),
    );
    expect(JSON.stringify(seen)).toContain('commit-msg 1 .git/COMMIT_EDITMSG');
    expect(runs).toEqual([end('commit-msg', 'commit-msg', code)]);
  });

  test('works in the ash of busybox', (context) => {
    needs(context, 'busybox', has('busybox'));
    const { runs } = threeTimes(
      [git],
      ({ write, folder }) => {
        const ash = join(folder, 'ash');
        symlinkSync('/bin/busybox', ash);
        // Its exec leaves SHLVL one higher, for want of the care that other shells take.
        write('.git/hooks/commit-msg', `#!${ash}\nunset SHLVL\n${SELF}`, 0o755);
      },
      (box) => commit(box),
    );
    expect(runs).toEqual([end('commit-msg', 'commit-msg', 127)]);
  });

  test('gets arguments, stdin and the index that git has for it', () => {
    const show = (name: string): string =>
      `#!/bin/sh\necho "${name}: $# $*" >&2\ncat >&2\ngit diff --cached --name-only >&2\n`;
    const names = ['prepare-commit-msg', 'post-commit', 'post-rewrite', 'pre-push', 'post-checkout', 'pre-commit'];
    const { seen, runs } = threeTimes(
      [git],
      ({ write }) => {
        for (const name of names) write(`.git/hooks/${name}`, show(name), 0o755);
      },
      (box) => {
        const first = commit(box);
        box.sh('git init -q --bare ../there');
        box.write('partly.txt', '1\n');
        box.write('not.txt', '1\n');
        const lines = [
          'git add -A; git commit -q -m partly partly.txt',
          'git commit -q --amend -m again </dev/null',
          'git push -q ../there HEAD:refs/heads/x',
          'git checkout -q -b other',
          'git log --name-status --format=%H%B',
        ];
        return [...first, ...lines.map((line) => box.sh(line))];
      },
    );
    expect(JSON.stringify(seen)).toContain('refs/heads/x 0000');
    expect(runs.map(({ event }) => event)).toEqual([
      ...['pre-commit', 'prepare-commit-msg', 'post-commit'],
      ...['pre-commit', 'prepare-commit-msg', 'post-commit'],
      ...['pre-commit', 'prepare-commit-msg', 'post-commit', 'post-rewrite'],
      ...['pre-push', 'post-checkout'],
    ]);
  });

  test('refuses as before', () => {
    const { seen, runs } = threeTimes(
      [git],
      ({ write }) => write('.git/hooks/pre-commit', '#!/bin/bash -e\nfalse\necho never', 0o755),
      (box) => commit(box),
    );
    expect(seen[0]?.status).toBe(1);
    expect(runs).toEqual([end('pre-commit', 'pre-commit', 1)]);
  });

  test('does by hand what it did, in the shell and with the options that were asked for', () => {
    const { runs } = threeTimes(
      [git],
      ({ write }) => {
        write('.git/hooks/pre-commit', `#!/bin/bash\necho "$0 $* \${BASH##*/}"; echo two\n`, 0o755);
        write('tool/pre-commit', '#!/bin/sh\necho not this one\n', 0o755);
      },
      ({ sh, repo }) => [
        sh('.git/hooks/pre-commit a b'),
        sh('sh .git/hooks/pre-commit a'),
        sh('dash -e .git/hooks/pre-commit a'),
        sh('bash .git/hooks/pre-commit a'),
        sh(`cd .git/hooks; PATH=${repo}/tool:$PATH bash pre-commit a`),
        sh('chmod -x .git/hooks/pre-commit; bash .git/hooks/pre-commit a; chmod +x .git/hooks/pre-commit'),
      ],
    );
    expect(runs.length).toBe(4);
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '#!/bin/bash\necho two\n', 0o755);
    box.install(git);
    box.addShim();
    expect(box.sh('bash -x .git/hooks/pre-commit').stderr).toContain('+ echo two\n');
    expect(box.runs()).toEqual([]);
  });

  test('runs without a HOME, under set -u', () => {
    const { runs } = threeTimes(
      [git],
      ({ write }) => write('.git/hooks/pre-commit', '#!/bin/sh -eu\necho fine\n', 0o755),
      ({ sh }) => [sh('unset HOME; git commit --allow-empty -m a')],
    );
    expect(runs).toEqual([]);
  });

  test('that another hook includes neither runs twice nor for ever', () => {
    const { runs } = threeTimes(
      [git],
      ({ write, sh }) => {
        write('hooks/pre-commit', '#!/bin/sh\necho "outer $*"; . ./hooks/commit-msg\n', 0o755);
        write('hooks/commit-msg', '#!/bin/sh\necho "inner $*"\n', 0o755);
        sh('git config core.hooksPath hooks; echo hooks >>.git/info/exclude');
      },
      (box) => commit(box),
    );
    expect(runs).toEqual([end('pre-commit', 'pre-commit'), end('commit-msg', 'commit-msg')]);
  });

  test('that changes its shell by a file that it includes does not run for ever', () => {
    const { seen, runs } = threeTimes(
      [git],
      ({ write }) => {
        write('lib.sh', '[ -n "$BASH_VERSION" ] || exec bash "$0" "$@"\n');
        write('.git/hooks/pre-commit', `#!/bin/dash\n. ./lib.sh\necho "$0 \${BASH##*/}"\n`, 0o755);
      },
      (box) => commit(box),
    );
    expect(seen[0]?.stderr).toContain('.git/hooks/pre-commit bash\n');
    expect(runs).toEqual([end('pre-commit', 'pre-commit')]);
  });

  test.each([
    ['#!/bin/bash', 'bash\nended\n'],
    ['#!/bin/sh -e', '\n'],
  ])('whose first line was changed to %s later just runs', (changed, said) => {
    const box = sandbox();
    box.write('.git/hooks/pre-commit', `#!/bin/sh\necho "\${BASH##*/}"\nfalse\necho ended\n`, 0o755);
    box.install(git);
    box.addShim();
    box.write('.git/hooks/pre-commit', box.read('.git/hooks/pre-commit').replace('#!/bin/sh', changed), 0o755);
    expect(box.sh('git commit --allow-empty -q -m a').stderr).toBe(said);
    expect(box.runs()).toEqual([]);
  });

  test('that lost its place is told of, and put right again', () => {
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '#!/bin/sh\necho a\n', 0o755);
    box.install(git);
    box.write('.git/hooks/pre-commit', box.read('.git/hooks/pre-commit').replace('\n', '\n# new\n'), 0o755);
    const [hook] = box.survey(git).files.flatMap(({ hooks }) => hooks);
    expect(hook?.lint).toBe(
      "hookmeter's text has moved to line 3, where it does nothing; it belongs in front of the first line behind #!",
    );
    box.uninstall(git);
    expect(box.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\n# new\necho a\n');
  });
});

describe('a program of git that is no shell script', () => {
  const programs = [
    ['python3', '#!/usr/bin/env python3\nimport sys\nprint(sys.argv[1:], sys.stdin.read())\nsys.exit(3)\n', 3],
    ['perl', '#!/usr/bin/perl\nprint "@ARGV\\n"; print while <STDIN>;\n', 0],
    ['node', '#!/usr/bin/env node\nimport { readFileSync } from "node:fs";\nconsole.log(process.argv.length)\n', 0],
    ['bash', '#!/bin/bash -l\necho "$# $*"\n', 0],
  ] as const;
  test.for(programs)('moves aside for a stub, and runs as before: %s', ([tool, text, code], context) => {
    needs(context, tool, has(tool));
    const { runs } = threeTimes(
      [git],
      ({ write }) => {
        write('package.json', '{"type":"commonjs"}');
        write(
          '.git/hooks/commit-msg',
          tool === 'node' ? text.replace(/import (.*) from (.*);/, 'const $1 = require($2);') : text,
          0o755,
        );
      },
      (box) => commit(box),
    );
    expect(runs).toEqual([end('commit-msg', 'commit-msg', code)]);
  });

  test('stays a link that is relative to its folder', () => {
    const { runs } = threeTimes(
      [git],
      ({ write, repo }) => {
        write('scripts/check', '#!/bin/sh\necho "$# $(cd "$(dirname "$0")" && pwd)"\n', 0o755);
        symlinkSync('../../scripts/check', join(repo, '.git/hooks/pre-commit'));
      },
      (box) => commit(box),
    );
    expect(runs).toEqual([end('pre-commit', 'pre-commit')]);
  });

  test('that is removed is missed aloud, and stops nothing', () => {
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '#!/usr/bin/perl\nexit 1;\n', 0o755);
    box.install(git);
    box.addShim();
    expect(commit(box)[0]?.status).toBe(1);
    unlinkSync(join(box.repo, '.git/hooks/pre-commit-hookmeter-original'));
    expect(commit(box)[0]).toEqual({
      status: 0,
      stdout: '',
      stderr: 'hookmeter: .git/hooks/pre-commit-hookmeter-original is no program any more; nothing was run\n',
    });
  });
});

describe('what is left as it is', () => {
  const { around } = sandbox();
  test.each([
    ['an own name', '#!/usr/bin/env ruby\nputs $0\n', 'it looks at its own name, which would not be the same any more'],
    [
      'an own name',
      '#!/usr/bin/env python3\nprint(sys.argv[0])\n',
      'it looks at its own name, which would not be the same any more',
    ],
    ['a binary', '\u007fELF\u0002\u0000\u0000', 'it is a binary program, which may look at its own name'],
    ['CRLF', '#!/bin/sh\r\necho\r\n', 'its first line ends in a carriage return, so that no system can start it'],
    [
      'a restart',
      '#!/bin/sh\n[ "$A" ] || A=1 exec env -i A=1 "$0" "$@"\n',
      'it starts itself again ($0), which would be measured as a second run',
    ],
    [
      'lefthook',
      '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n',
      'lefthook wrote it; its jobs are measured in lefthook.yml',
    ],
    ['husky', '#!/usr/bin/env sh\n. "$(dirname "$0")/h"', 'husky wrote it; its hooks are measured in .husky'],
    [
      'husky 4',
      '#!/bin/sh\n# husky\n\n# Hook created by Husky v4\n',
      'husky 4 wrote it; only husky 5 and newer can be measured',
    ],
    [
      'Git LFS',
      '#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || { echo no; exit 2; }\ngit lfs pre-push "$@"\n',
      'Git LFS wrote it, and `git lfs install` would not know it again and fail',
    ],
  ])('%s', (_, text, why) => {
    expect(git.read({ scope: 'local', path: '/r/.git/hooks/pre-commit' }, text, around)).toMatchObject({
      ok: true,
      hooks: [{ event: 'pre-commit', state: { kind: 'left', why, byDefault: false } }],
    });
  });

  test.each([
    '#!/bin/sh\nexec hookmeter-run --hook format -- .hooks/format "$@"\n',
    '#!/usr/bin/env python3\nos.execvp("hookmeter-run", [])\n',
  ])('what somebody has wrapped by hand', (text) => {
    expect(git.read({ scope: 'local', path: '/r/.git/hooks/pre-commit' }, text, around)).toMatchObject({
      hooks: [{ state: { kind: 'by_hand' } }],
    });
  });

  test.each([
    '#!/bin/sh\nawk "{print \\$0}" "$0"\nexec ../hooks/$(basename "$0") x\ncd "$(dirname "$0")"; echo "$0"\n',
    '#!/bin/bash\nbash "$(dirname "$0")/other" "$@"\n',
  ])('but not a script that only names its folder', (text) => {
    expect(git.read({ scope: 'local', path: '/r/.git/hooks/pre-commit' }, text, around)).toMatchObject({
      hooks: [{ state: { kind: 'bare' } }],
    });
  });
});

describe('where git looks', () => {
  const placed = (box: Sandbox) =>
    git.places(box.around).map(({ scope, path }) => `${scope} ${path.replace(box.folder, '')}`);

  test('are programs with names of hooks, and nothing else', () => {
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '', 0o755);
    box.write('.git/hooks/commit-msg', '');
    box.write('.git/hooks/pre-push.sample', '', 0o755);
    box.write('.git/hooks/lib.sh', '', 0o755);
    mkdirSync(join(box.repo, '.git/hooks/update'));
    symlinkSync('nowhere', join(box.repo, '.git/hooks/post-commit'));
    expect(placed(box)).toEqual(['local /repo/.git/hooks/pre-commit']);
  });

  test('core.hooksPath of the repository, of everybody, and of a person', () => {
    const box = sandbox();
    for (const path of ['githooks/pre-commit', '.git/hooks/pre-commit', '../home/hooks/pre-push'])
      box.write(path, '', 0o755);
    box.sh('git config core.hooksPath githooks');
    expect(placed(box)).toEqual(['project /repo/githooks/pre-commit']);
    box.sh('git config --unset core.hooksPath; git config --global core.hooksPath "~/hooks"');
    expect(placed(box)).toEqual(['user /home/hooks/pre-push']);
    box.sh(`git config core.hooksPath "${box.repo}/githooks"`);
    expect(placed(box)).toEqual(['project /repo/githooks/pre-commit', 'user /home/hooks/pre-push']);
  });

  test('worktrees and submodules, whatever repository the environment names', () => {
    const box = sandbox();
    box.write('.git/hooks/pre-commit', '', 0o755);
    box.sh('git commit -q --no-verify --allow-empty -m a; git worktree add -q ../tree');
    const env = { ...box.around.env, GIT_DIR: join(box.folder, 'gone') };
    const inTree = git.places({ ...box.around, env, project: join(box.folder, 'tree') });
    expect(inTree).toEqual([{ scope: 'local', path: join(box.repo, '.git/hooks/pre-commit'), isLink: false }]);
    box.sh('git -c protocol.file.allow=always submodule add -q ../repo sub');
    box.write('.git/modules/sub/hooks/commit-msg', '', 0o755);
    const inSub = git.places({ ...box.around, project: join(box.repo, 'sub') });
    expect(inSub.map(({ scope, path }) => `${scope} ${path.replace(box.folder, '')}`)).toEqual([
      'local /repo/.git/modules/sub/hooks/commit-msg',
    ]);
  });

  test('is nowhere without a repository', () => {
    const { around, folder } = sandbox();
    expect(git.places({ ...around, project: folder })).toEqual([]);
  });
});
