// A wrapped job of lefthook stood in a here-document with a known end word: a staged file with that word as a line of its name went on
// behind it as code of whoever commits.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkHosts } from '../../src/commands/doctor/installation.ts';
import { hooksText } from '../../src/commands/plan-text.ts';
import { wrapCommand } from '../../src/hosts/command-wrapper.ts';
import { lefthook } from '../../src/hosts/lefthook.ts';
import type { Manifest } from '../../src/hosts/manifest.ts';
import { lefthookText } from '../hosts/lefthook-text.ts';
import { temporaryFolder } from '../support/folders.ts';
import { sandbox } from '../support/repository.ts';

const NAME = 'a\nHOOKMETER\n)"; touch OWNED; #.js';
const OPTIONS = { hook: 'lint', event: 'pre-commit', agent: 'git' };

/** What was written before. */
const old = (line: string): string => {
  const [head = ''] = wrapCommand(line, OPTIONS).split(`"$(cat <<'`);
  return `${head}"$(cat <<'HOOKMETER'\n${line}\nHOOKMETER\n)"`;
};

const job = (line: string, event = 'pre-commit'): string =>
  `${event}:\n  commands:\n    lint:\n      run: ${JSON.stringify(line)}\n`;

test.each([
  ['today', wrapCommand('echo {staged_files}', OPTIONS), []],
  ['then', old('echo {staged_files}'), ['OWNED']],
])('the name of a staged file and the wrapper of %s', (_, line, left) => {
  const folder = temporaryFolder();
  const { stdout } = spawnSync('sh', ['-c', lefthookText(line, [NAME])], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    encoding: 'utf8',
  });
  expect(readdirSync(folder)).toEqual(left);
  expect(stdout === `${NAME}\n`).toBe(left.length === 0);
});

describe('an old wrapper', () => {
  test('is replaced by install, once, and named as broken by doctor until then', () => {
    const box = sandbox();
    box.write('lefthook.yml', job(old('echo {staged_files}')));
    const look = { ...box.around, colour: false };
    const manifest: Manifest = { v: 1, hooks: [], files: [] };
    expect(checkHosts(box.survey(lefthook), manifest, look)).toMatchObject([
      {
        level: 'broken',
        message: expect.stringContaining('the name of a file can run code'),
        fix: 'hookmeter install lefthook',
      },
    ]);
    const plans = box.install(lefthook);
    expect(hooksText(plans, 'wrap', look)).toContain('wrap anew');
    const mended = box.read('lefthook.yml');
    expect(mended).not.toContain(`'HOOKMETER'`);
    expect(checkHosts(box.survey(lefthook), manifest, look)).toMatchObject([{ level: 'ok' }]);
    box.install(lefthook);
    expect(box.read('lefthook.yml')).toBe(mended);
    box.uninstall(lefthook);
    expect(box.read('lefthook.yml')).toBe(job('echo {staged_files}'));
  });

  test.each([
    ['pre-push', 'echo {2}', '{2}'],
    ['prepare-commit-msg', 'echo {0}', '{0}'],
    ['pre-commit', 'env A=1 {cmd}', '{cmd}'],
    ['deploy', 'echo {1}', '{1}'],
  ])('of %s around %j is taken away: no wrapper can hold %s', (event, line, template) => {
    const box = sandbox();
    box.write('lefthook.yml', job(old(line), event));
    const plans = box.install(lefthook);
    expect(box.read('lefthook.yml')).toBe(job(line, event));
    expect(plans.map(({ hooks }) => hooks)).toEqual([[]]);
    expect(hooksText(plans, 'wrap', { ...box.around, colour: false })).toContain(`the text of ${template}`);
  });
});

test.each([
  ['commit-msg', 'grep -q x {1}', 'wrapped'],
  ['post-checkout', 'echo {1} {2} {3}', 'wrapped'],
  ['pre-push', 'echo {1}', 'left'],
  ['pre-push', 'echo {12}', 'left'],
  ['pre-rebase', 'echo {0}', 'left'],
  ['lint', 'echo {0}', 'left'],
  ['pre-push', 'echo {push_files}', 'wrapped'],
])('a job of %s, %j, is %s afterwards', (event, line, kind) => {
  const box = sandbox();
  box.write('lefthook.yml', job(line, event));
  box.install(lefthook);
  expect(box.survey(lefthook).files.flatMap(({ hooks }) => hooks.map(({ state }) => state.kind))).toEqual([kind]);
});
