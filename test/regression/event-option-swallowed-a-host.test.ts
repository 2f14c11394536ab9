import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';

const settings = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: './guard.sh' }] }] } });

test.each(['install', 'uninstall'])('%s --event EVENT HOST is refused, and says how it is written', async (command) => {
  const here = machine();
  here.put('~/.claude/settings.json', settings);
  if (command === 'uninstall') await here.hookmeter(['install', '--yes']);
  const before = here.tree();
  const { code, stdout, stderr } = await here.hookmeter([command, '--event', 'Stop', 'codex', '--yes']);
  expect([code, stdout, here.tree()]).toEqual([2, '', before]);
  expect(stderr).toBe(
    `hookmeter: --event takes every word behind it for an event, and codex is a host; nothing was changed. Write: hookmeter ${command} codex --event Stop\n`,
  );
});

test('an event that no hook has is told with those that there are', async () => {
  const here = machine();
  here.put('~/.claude/settings.json', settings);
  const { code, stdout } = await here.hookmeter(['install', '--event', 'Stpo']);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^No hook here has the event Stpo; there are Stop\. Nothing was changed\.$/m),
  ]);
});
