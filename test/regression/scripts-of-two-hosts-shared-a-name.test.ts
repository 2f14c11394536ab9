import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';

const settings = (command: string): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });

test.each([
  ['in one install', [['install', '--yes']]],
  [
    'one after the other',
    [
      ['install', 'codex', '--yes'],
      ['install', 'claude-code', '--yes'],
    ],
  ],
])('different scripts of one name are told apart in two hosts, and the same script is not: %s', async (_, installs) => {
  const here = machine();
  const files = ['~/.claude/settings.json', '~/.codex/hooks.json', '.claude/settings.json', '.codex/hooks.json'];
  const commands = ['python3 ~/.claude/guard.py', 'python3 ~/.codex/guard.py', 'scripts/lint.sh', 'scripts/lint.sh'];
  for (const [i, file] of files.entries()) here.put(file, settings(commands[i] ?? ''));
  for (const words of installs) expect(await here.hookmeter(words)).toMatchObject({ code: 0, stderr: '' });
  const [claude, codex, ...same] = files.map((file) => /--hook (\S+)/.exec(here.read(file))?.[1]);
  expect(claude).not.toBe(codex);
  expect([claude, codex]).toEqual([expect.stringContaining('guard'), expect.stringContaining('guard')]);
  expect(same).toEqual(['lint', 'lint']);
});
