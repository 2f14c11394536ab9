import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../src/hosts/git.ts';
import { husky } from '../../src/hosts/husky.ts';
import { needs } from '../support/needs.ts';
import { end, MANAGERS, type Sandbox, type Seen, sandbox, threeTimes } from '../support/repository.ts';

type Context = Parameters<typeof needs>[0];
const needsHusky = (context: Context): void =>
  needs(
    context,
    'husky (bash test/tools.sh)',
    existsSync(join(MANAGERS, 'husky9')) && existsSync(join(MANAGERS, 'husky8')),
  );

const HUSKY_9 = `node ${join(MANAGERS, 'husky9/bin.js')}`;
const HUSKY_8 = `node ${join(MANAGERS, 'husky8/lib/bin.js')} install`;

const BODY = `echo "$0 $# $*"
echo "$- $(dirname "$0")" | tr -d hB
env | grep -v '^_=' | sort
cat
false || echo "line $LINENO"
grep -q say "\${1:-.husky/pre-commit}"
echo end
`;
/** As husky 5 to 8 write it. */
const INCLUDING = `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n${BODY}`;

function prepared(install: string, script: string): (box: Sandbox) => void {
  return ({ write, sh }) => {
    write('.husky/pre-commit', script.replace('say', 'echo'), 0o755);
    write('.husky/commit-msg', script, 0o755);
    write('.git/info/exclude', '.husky\n');
    write('a b.txt', '1\n');
    const installed = sh(install);
    expect([installed.status, installed.stderr]).toEqual([0, '']);
    sh('git add -A');
  };
}

function commits({ sh }: Sandbox): readonly Seen[] {
  return [
    sh('git commit -m "no"'),
    sh('git commit -m "no"', { HUSKY: '0' }),
    sh('git commit --allow-empty -m "say it"'),
    sh('git commit --allow-empty -m "traced say"', { HUSKY: '2' }),
    sh('sh .husky/pre-commit by hand </dev/null'),
    sh('git log --name-status --format=%H%B'),
  ];
}

const RUNS = [
  end('pre-commit', 'pre-commit'),
  end('commit-msg', 'commit-msg', 1),
  end('pre-commit', 'pre-commit'),
  end('commit-msg', 'commit-msg'),
  end('pre-commit', 'pre-commit'),
  end('commit-msg', 'commit-msg'),
];

describe('husky', () => {
  test.for([
    ['9', HUSKY_9, BODY],
    ['9, with the lines of husky 8', HUSKY_9, INCLUDING],
    ['8', HUSKY_8, INCLUDING],
  ] as const)('%s runs a script as before, and each run is measured once', ([, install, script], context) => {
    needsHusky(context);
    const { seen, runs } = threeTimes([husky, git], prepared(install, script), commits);
    expect(seen.map(({ status }) => status).slice(0, 3)).toEqual([1, 0, 0]);
    expect(runs.slice(0, RUNS.length)).toEqual(RUNS);
    expect(runs.length).toBe(script === INCLUDING && install === HUSKY_8 ? RUNS.length + 1 : RUNS.length);
  });

  test.for([
    ['9', HUSKY_9],
    ['8', HUSKY_8],
  ] as const)("%s: git's own hooks are not looked for in its folders", ([, install], context) => {
    needsHusky(context);
    const box = sandbox();
    prepared(install, INCLUDING)(box);
    expect(git.places(box.around)).toEqual([]);
    const paths = husky.places(box.around).map(({ scope, path }) => `${scope} ${path.replace(box.repo, '')}`);
    expect(paths).toEqual(['project /.husky/commit-msg', 'project /.husky/pre-commit']);
  });

  test('looks where git was told to', (context) => {
    needsHusky(context);
    const box = sandbox();
    box.write('web/.husky/pre-commit', BODY);
    box.sh('git config core.hooksPath web/.husky/_');
    expect(husky.places(box.around)).toEqual([]);
    box.write('web/.husky/_/h', '');
    expect(husky.places(box.around).map(({ path }) => path.replace(box.repo, ''))).toEqual(['/web/.husky/pre-commit']);
  });

  test('writes nothing of ours away when it is installed again', (context) => {
    needsHusky(context);
    const box = sandbox();
    prepared(HUSKY_9, BODY)(box);
    box.install(husky);
    const wrapped = box.read('.husky/pre-commit');
    expect(wrapped).toContain('--hookmeter=');
    box.sh(HUSKY_9);
    expect(box.read('.husky/pre-commit')).toBe(wrapped);
  });
});
