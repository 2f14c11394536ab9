// A throw-away git repository with three real hooks, each timed by the shim.

import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../base/package.ts';
import { UserError } from '../../base/user-error.ts';

export interface Repository {
  readonly path: string;
  /** Returns how git ended. Every fourth message lacks its ticket, so that the guard has something to refuse. */
  commit(i: number): string;
}

/** Throws UserError where git cannot be started. `dir` is where the runs are written. */
export function createRepository(folder: string, dir: string): Repository {
  const path = join(folder, 'repository');
  const scripts = join(folder, 'scripts');
  mkdirSync(scripts);
  git(folder, ['init', '--quiet', path], dir);
  appendFileSync(join(path, '.git', 'config'), OWN_SETTINGS);
  const hooks = join(path, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  for (const { event, name, options, script } of HOOKS) {
    executable(join(scripts, name), `#!/bin/sh\n${script}`);
    const wrapped = `exec '${packageFile('src/shim/hookmeter-run')}' --hook ${name} --event ${event} ${options} -- '${join(scripts, name)}' "$@"`;
    executable(join(hooks, event), `#!/bin/sh\n${wrapped}\n`);
  }
  return {
    path,
    commit(i) {
      writeFileSync(join(path, `note-${i}.txt`), `note ${i}\n`);
      git(path, ['add', '--all'], dir);
      const message = i % 4 === 0 ? 'A note without a ticket' : `DEMO-${i}: a note`;
      return git(path, ['commit', '--quiet', '--message', message], dir) === 0 ? 'made' : 'refused by the guard';
    },
  };
}

/** In the repository itself, so that commits made by hand are the same, whatever git is told elsewhere. */
const OWN_SETTINGS = `[user]
	name = Demo
	email = demo@example.invalid
[commit]
	gpgsign = false
[core]
	hooksPath = .git/hooks
`;

/** What the hooks really are; the files in .git/hooks only put the shim in front. */
const HOOKS: readonly {
  readonly event: string;
  readonly name: string;
  readonly options: string;
  readonly script: string;
}[] = [
  {
    event: 'pre-commit',
    name: 'slow-format',
    options: '--timeout 10',
    script:
      '# Slow: checks every file for trailing blanks, and takes its time.\nsleep 0.2\n! grep -rIn " $" --include="*.txt" . >&2\n',
  },
  {
    event: 'commit-msg',
    name: 'message-guard',
    options: '--block-code 1',
    script:
      '# A guard: says no to a message without a ticket number.\ngrep -q "DEMO-[0-9]" "$1" || { echo "no ticket in the message" >&2; exit 1; }\n',
  },
  {
    event: 'post-commit',
    name: 'flaky-notify',
    options: '',
    script:
      '# Flaky: every fifth message does not get through.\n[ $(( $(git rev-list --count HEAD) % 5 )) -ne 0 ] || { echo "no answer" >&2; exit 7; }\n',
  },
];

function executable(path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

/** Returns its exit code, null where a signal ended it. */
function git(cwd: string, words: readonly string[], dir: string): number | null {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:GIT|HOOKMETER)_/.test(name)); // this may run inside of git
  const env = {
    ...Object.fromEntries(own),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    HOOKMETER_DIR: dir,
  };
  const { error, status } = spawnSync('git', words, { cwd, env, stdio: ['ignore', 'ignore', 'ignore'] });
  if (error !== undefined) throw new UserError(`the demo needs git, which cannot be started: ${error.message}`);
  return status;
}
