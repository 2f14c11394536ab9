import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrapBashText, wrapBashText } from '../../src/hosts/bash-wrapper.ts';
import { wrapShellLine } from '../../src/hosts/shell-wrapper.ts';
import { geminiText } from '../support/agents.ts';
import { home } from '../support/homes.ts';
import { bashLines, machineOf, OPTIONS } from './bash-lines.ts';

bashLines('bash');
bashLines('/bin/bash');

test.each([
  ['HOOKMETER_DIR', (path: string) => ({ HOOKMETER_DIR: join(path, 'x') }), 'x'],
  ['XDG_STATE_HOME', (path: string) => ({ XDG_STATE_HOME: join(path, 'y') }), 'y/hookmeter'],
  ['HOME alone', () => ({}), '.local/state/hookmeter'],
  ['a home of a strange name', () => ({}), `.local/state/hookmeter`],
])('finds the shim by %s, though Gemini CLI takes variables in settings apart', (name, env, state) => {
  const where = home({ name: name.includes('strange') ? `a b'c` : 'home', env, state });
  where.addShim();
  const text = geminiText(wrapBashText('echo "$0"', OPTIONS), machineOf(where));
  expect(where.run(['bash', '-c', text]).stdout).toBe('bash\n');
  expect(where.hooks()).toEqual(['guard']);
});

test('the plain wrapper would not be found there, which is why there is another', () => {
  const env = { HOOKMETER_DIR: '/x', XDG_STATE_HOME: '/y' };
  expect(geminiText(wrapShellLine('a', OPTIONS), { home: '/', project: '/', env })).toContain('"/x/hookmeter}/bin');
});

test('another shell runs the line unmeasured', () => {
  const text = wrapBashText('/bin/cat; exit 4', OPTIONS);
  expect(home().run(['dash', '-c', text], 'in')).toEqual({ code: 4, signal: null, stdout: 'in', stderr: '' });
});

test('reads back as it was, whatever the line and the names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (line, hook, event) => {
      fc.pre(!`${hook}${event}`.includes('\u0000'));
      const expected = {
        original: line,
        options: { hook, event, agent: undefined, timeout: undefined, blockCode: undefined },
      };
      expect(unwrapBashText(wrapBashText(line, { hook, event }))).toEqual(expected);
    }),
  );
});

test.each([
  'echo a',
  wrapBashText('x', OPTIONS).replace('hookmeter-run', 'other'),
  wrapBashText('x', OPTIONS).replace('--hook', '--hok'),
  wrapBashText('x', OPTIONS).replace('\n', ' '),
  wrapShellLine('x', OPTIONS),
])('is not found in %j', (text) => {
  expect(unwrapBashText(text)).toBeUndefined();
});
