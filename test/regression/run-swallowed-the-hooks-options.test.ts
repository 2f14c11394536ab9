import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';

test.each([
  [['run', '--hook', 'x', '--', 'printf', '%s|', '--help', '--version', '-c', 'foo'], '--help|--version|-c|foo|'],
  [['run', '--', 'printf', '%s|', '-h', '-V', '--'], '-h|-V|--|'],
  [['run', '--hook', 'run', '--', 'printf', '%s|', 'run', '--', 'run'], 'run|--|run|'],
  [['run', '--hook', '--help', '-c', 'printf "%s|" "$0"', '--help'], '--help|'],
])('hookmeter %j hands every word after -- to the hook', async (words, stdout) => {
  const dir = temporaryFolder();
  expect(await hookmeter(dir, words)).toEqual({ code: 0, signal: null, stdout, stderr: '' });
});

test.each([[['run', '--help']], [['run', '-h']], [['help', 'run']], [['run', '--hook', 'x', '--help']]])(
  'hookmeter %j is a question to hookmeter',
  async (words) => {
    const { code, stdout, stderr } = await hookmeter(temporaryFolder(), words);
    expect([code, stdout.split('\n')[0], stderr]).toEqual([
      0,
      'Usage: hookmeter run [options] -- COMMAND [ARG…]  |  [options] -c LINE',
      '',
    ]);
  },
);
