// A repository held `.husky/pre-commit -> ~/.ssh/authorized_keys`: install rewrote that file, and its plan and its diff told the link's name.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hooksText } from '../../src/commands/plan-text.ts';
import { claudeCode } from '../../src/hosts/claude-code.ts';
import { husky } from '../../src/hosts/husky.ts';
import { lefthook } from '../../src/hosts/lefthook.ts';
import { preCommit } from '../../src/hosts/pre-commit.ts';
import { sandbox } from '../support/repository.ts';

const KEYS = 'ssh-ed25519 AAAA somebody\n';
const HOOKS = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'echo secret' }] }] } });

describe('a link out of the project', () => {
  test.each([
    ['husky', husky, '.husky/pre-commit', KEYS],
    ['claude-code', claudeCode, '.claude/settings.json', HOOKS],
    ['claude-code', claudeCode, '.claude/settings.local.json', HOOKS],
    ['lefthook', lefthook, 'lefthook.yml', 'pre-commit: {jobs: [{run: echo secret}]}\n'],
    [
      'pre-commit',
      preCommit,
      '.pre-commit-config.yaml',
      'repos: [{repo: local, hooks: [{id: a, entry: echo secret, language: system}]}]\n',
    ],
  ])('of %s is told, and neither read nor followed', (_, host, path, text) => {
    const box = sandbox();
    const victim = join(box.home, 'victim');
    writeFileSync(victim, text);
    box.write(path, '');
    box.sh(`rm ${path}`);
    symlinkSync(victim, join(box.repo, path));
    const { files, remarks } = box.survey(host);
    expect([files, remarks]).toEqual([
      [],
      [`${join(box.repo, path)} leads out of the project, to ${victim}; its hooks are neither read nor changed`],
    ]);
    box.install(host);
    expect(readFileSync(victim, 'utf8')).toBe(text);
  });

  test('by a folder as well', () => {
    const box = sandbox();
    mkdirSync(join(box.home, 'outside'));
    writeFileSync(join(box.home, 'outside/pre-commit'), KEYS);
    symlinkSync(join(box.home, 'outside'), join(box.repo, '.husky'));
    box.install(husky);
    expect(readFileSync(join(box.home, 'outside/pre-commit'), 'utf8')).toBe(KEYS);
  });
});

test('a link within the project is followed, and the plan says where it leads', () => {
  const box = sandbox();
  box.write('hooks/pre-commit', 'echo checked\n');
  box.write('.husky/x', '');
  symlinkSync('../hooks/pre-commit', join(box.repo, '.husky/pre-commit'));
  const plans = box.install(husky);
  expect(box.read('hooks/pre-commit')).toContain('hookmeter-run');
  expect(hooksText(plans, 'wrap', { ...box.around, colour: false })).toContain(
    `husky, .husky/pre-commit (project) → ${join(box.repo, 'hooks/pre-commit')}\n`,
  );
});

test("a user's own settings may be a link to anywhere", () => {
  const box = sandbox();
  writeFileSync(join(box.home, 'dotfile'), HOOKS);
  mkdirSync(join(box.home, '.claude'));
  symlinkSync(join(box.home, 'dotfile'), join(box.home, '.claude/settings.json'));
  box.install(claudeCode);
  expect(readFileSync(join(box.home, 'dotfile'), 'utf8')).toContain('hookmeter-run');
});

test('a link to itself is passed over', () => {
  const box = sandbox();
  box.write('.husky/commit-msg', 'echo fine\n');
  symlinkSync('pre-commit', join(box.repo, '.husky/pre-commit'));
  box.install(husky);
  expect(box.read('.husky/commit-msg')).toContain('hookmeter-run');
});
