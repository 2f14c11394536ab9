import { expect, test } from 'vitest';
import { machine } from '../support/machine.ts';

const USER = '~/.claude/settings.json';
const PROJECT = '.claude/settings.json';
const settings = (command: string): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });
const nameIn = (text: string): string | undefined => /--hook (\S+)/.exec(text)?.[1];

test('hooks of two scopes are told apart when the scopes are installed one after the other', async () => {
  const here = machine();
  here.put(USER, settings('./a/guard.sh'));
  here.put(PROJECT, settings('./b/guard.sh'));
  await here.hookmeter(['install', '--scope', 'user', '--yes']);
  await here.hookmeter(['install', '--scope', 'project', '--yes']);
  const names = [nameIn(here.read(USER)), nameIn(here.read(PROJECT))];
  expect([new Set(names).size, names]).toEqual([2, [expect.stringMatching(/guard$/), expect.stringMatching(/guard$/)]]);
});
