import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';

const hook = (command: string): unknown => [{ hooks: [{ type: 'command', command }] }];

test('a hook that is left as it is does not make another one change its name', async () => {
  const here = machine();
  const settings = { hooks: { MessageDisplay: hook('./show.sh --stream'), Stop: hook('./show.sh --end') } };
  here.put('~/.claude/settings.json', JSON.stringify(settings));
  await here.hookmeter(['install', '--yes']);
  expect(here.read('~/.claude/settings.json').match(/--hook \S+/g)).toEqual(['--hook show']);
  await here.hookmeter(['install', '--event', 'MessageDisplay', '--yes']);
  expect(here.read('~/.claude/settings.json').match(/--hook \S+/g)).toEqual(['--hook show.sh', '--hook show']);
});
