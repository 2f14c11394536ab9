// `hookmeter run` is the shim behind Node: a hook and its host see the same of both.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, SHIM } from '../support/hookmeter.ts';
import { metricsFileOf, outcomesIn } from '../support/metrics-file.ts';
import { cleanEnv, type Ended, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const CASES: readonly (readonly [words: readonly string[], outcomes: Readonly<Record<string, number>>])[] = [
  [['--', 'true'], { success: 1 }],
  [['--', 'sh', '-c', 'exit 1'], { failed: 1 }],
  [['-c', 'exit 255'], { failed: 1 }],
  [['-c', 'echo out; echo err >&2; exit 3'], { failed: 1 }],
  [['--', 'no-such-command-anywhere'], { not_found: 1 }],
  [['--', '/'], { not_found: 1 }],
  [['-c', 'kill -TERM $$'], { signaled: 1 }],
  [['-c', 'kill -KILL $$'], { signaled: 1 }],
  [['-c', 'kill -SEGV $$'], { signaled: 1 }],
  [['-c', 'kill -HUP $$'], { signaled: 1 }],
  [['-c', 'kill -INT $$'], { signaled: 1 }],
  [['-c', 'exit 143'], { failed: 1 }],
  [['--agent', 'claude-code', '-c', 'exit 2'], { blocked: 1 }],
  [['--block-code', '7', '-c', 'exit 7'], { blocked: 1 }],
  [['--decisions', '-c', `echo '{"decision":"block"}'`], { blocked: 1 }],
  [['-c', 'cat; pwd; printf "%s|" "$0" "$@"', 'zero', '', '--', '-c', "it's"], { success: 1 }],
  [
    ['--', 'printf', '%s|', '--hook', 'x', '--help', '-h', '--version', '-V', '-c', '--', '--dir', '*', '$HOME', ''],
    { success: 1 },
  ],
  [['--', 'env', '-u', 'HOOKMETER_DIR', '-u', '_', 'sh', '-c', 'env | grep -v "^_=" | sort'], { success: 1 }],
];

test.each(CASES)('run %j: the same as the shim', async (words, outcomes) => {
  const cwd = temporaryFolder();
  const dirs = [temporaryFolder(), temporaryFolder()] as const;
  const options = (dir: string) => ({ cwd, input: 'from stdin\n', env: { HOOKMETER_DIR: dir } });
  const named = ['--hook', 'x', ...words];
  const [shim, ours] = await Promise.all([
    run(SHIM, named, options(dirs[0])),
    hookmeter(dirs[1], ['run', ...named], options(dirs[1])),
  ]);
  expect(ours).toEqual(shim);
  for (const dir of dirs) {
    await commandLine(dir, ['sync']);
    expect(outcomesIn(metricsFileOf(dir))).toEqual({ x: outcomes });
  }
});

test('run without a command is the shim’s own complaint', async () => {
  const ours = await hookmeter(temporaryFolder(), ['run', '--hook', 'x']);
  const shim = await run(SHIM, ['--hook', 'x']);
  expect([ours, ours.code, ours.stderr.split('\n').length]).toEqual([shim, 2, 2]);
});

test.each<NodeJS.Signals>(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'])(
  '%s reaches the hook at once, and the exit code is its own',
  async (signal) => {
    expect(await signalled(signal, 'exit 42')).toMatchObject({ code: 42, signal: null });
  },
);

test.each<NodeJS.Signals>(['SIGTERM', 'SIGHUP', 'SIGINT'])(
  'a hook that %s ends is passed on as such',
  async (signal) => {
    expect(await signalled(signal, `trap - ${signal.slice(3)}; kill -${signal.slice(3)} $$`)).toMatchObject({
      code: null,
      signal,
    });
  },
);

/** Starts a hook that handles the signal with `action`, sends it to `hookmeter run`, and tells how that ended. */
async function signalled(signal: NodeJS.Signals, action: string): Promise<Pick<Ended, 'code' | 'signal'>> {
  const dir = temporaryFolder();
  const ready = join(dir, 'ready');
  const script = join(dir, 'hook.sh');
  writeFileSync(script, `trap '${action}' ${signal.slice(3)}\n: >'${ready}'\nwhile :; do sleep 0.05; done\n`);
  const child = start(process.execPath, [MAIN, 'run', '--hook', 'x', '--', 'sh', script], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: 'ignore',
    detached: true, // no terminal: then SIGINT and SIGQUIT are passed on
  });
  await until('the hook waits for it', () => readFileSync(ready, 'utf8') === '');
  const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve) =>
    child.once('exit', (code, how) => resolve({ code, signal: how })),
  );
  child.kill(signal);
  return ended;
}
