// Another tool had moved our stub aside and written a hook of its own: the next install put that one in the place of the first, which was
// gone, with its backup, and the two called each other without end.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../../src/hosts/git.ts';
import { end, sandbox } from '../support/repository.ts';

const FIRST = '#!/usr/bin/env python3\nprint("first")\n';
const SECOND = `#!/usr/bin/env python3
import subprocess, sys
print("second", flush=True)
sys.exit(subprocess.call([__file__.rsplit("/", 1)[0] + "/pre-commit.legacy"]))
`;

test('what stands where a hook would move aside is not replaced', () => {
  const box = sandbox();
  box.write('.git/hooks/pre-commit', FIRST, 0o755);
  box.install(git);
  box.addShim();
  box.sh('mv .git/hooks/pre-commit .git/hooks/pre-commit.legacy');
  box.write('.git/hooks/pre-commit', SECOND, 0o755);
  const plans = box.install(git);
  expect(box.read('.git/hooks/pre-commit')).toBe(SECOND);
  expect(box.read('.git/hooks/pre-commit-hookmeter-original')).toBe(FIRST);
  const states = plans.flatMap(({ found }) =>
    found.hooks.map(({ state }) => (state.kind === 'left' ? state.why : state.kind)),
  );
  expect(states).toEqual([
    expect.stringContaining('pre-commit-hookmeter-original beside it is another file'),
    'by_hand',
  ]);
  expect(box.sh('git commit --allow-empty -m x')).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('second\nfirst\n'),
  });
  expect(box.runs()).toEqual([end('pre-commit', 'pre-commit')]);
});

test("a user's own file of that name stays", () => {
  const box = sandbox();
  box.write('.git/hooks/pre-commit', FIRST, 0o755);
  box.write('.git/hooks/pre-commit-hookmeter-original', 'mine\n');
  box.install(git);
  expect(box.read('.git/hooks/pre-commit')).toBe(FIRST);
  expect(box.read('.git/hooks/pre-commit-hookmeter-original')).toBe('mine\n');
});

test('what a killed install has copied aside is no other file', () => {
  const box = sandbox();
  for (const name of ['pre-commit', 'pre-commit-hookmeter-original']) box.write(`.git/hooks/${name}`, FIRST, 0o755);
  box.install(git);
  expect(box.read('.git/hooks/pre-commit')).toContain('hookmeter measures it');
  box.uninstall(git);
  expect(box.read('.git/hooks/pre-commit')).toBe(FIRST);
});

test('each state of a file has a backup of its own', () => {
  const box = sandbox();
  const scripts = ['#!/bin/sh\necho one\n', '#!/bin/sh\necho two\n'];
  for (const script of scripts) {
    box.write('.git/hooks/pre-commit', script, 0o755);
    box.install(git);
  }
  const folder = join(box.home, '.local/state/hookmeter/backups');
  expect(
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .sort(),
  ).toEqual(scripts);
});
