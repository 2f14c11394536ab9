import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrapBashText, wrapBashText } from '../../src/hosts/bash-wrapper.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { wrapShellLine } from '../../src/hosts/shell-wrapper.ts';
import { geminiText } from '../support/agents.ts';
import { temporaryFolder } from '../support/folders.ts';

const OPTIONS: WrapOptions = { hook: 'guard', event: 'BeforeTool', agent: 'gemini-cli', timeout: 60 };
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BASHES = [
  'bash',
  '/bin/bash',
  ...['bullseye', 'trixie', 'sid'].map((suite) => join(ROOT, '.cache/bashes', suite)),
]
  .filter((bash) => !bash.startsWith(ROOT) || existsSync(bash))
  .map((bash) => [bash.replace(ROOT, ''), bash] as const);

const LINES = [
  'printf "%s" one',
  `echo "it's \\"$0\\"" "$#" "$*" # an odd '`,
  'cat; exit 3',
  'kill -TERM $$',
  'if then ((',
  'surely-no-such-program',
  '# first\nif true; then\n  echo ")"\nfi\n',
  '',
  '\n\nfalse',
  `cat <<'EOF'\n#hookmeter\n$HOME\nEOF`,
  `echo $MESSAGE "$MESSAGE" \${MESSAGE} "\${NONE:-it}" \${NONE} "$GEMINI_PROJECT_DIR"/x $GEMINI_CWD/y`,
  'echo "$BASH_EXECUTION_STRING" | tail -n 1',
  `echo "\${#BASH_EXECUTION_STRING}"`,
] as const;

const seen = ({ status, signal, stdout, stderr }: SpawnSyncReturns<string>): unknown => ({
  status,
  signal,
  stdout,
  stderr,
});

function hooksIn(state: string): readonly string[] {
  if (!existsSync(join(state, 'journal'))) return [];
  return readdirSync(join(state, 'journal'))
    .flatMap((day) =>
      readFileSync(join(state, 'journal', day), 'utf8')
        .trim()
        .split('\n'),
    )
    .filter((line) => line.includes('"kind":"end"'))
    .map((line) => String(JSON.parse(line).hook));
}

describe.each(BASHES)('a line that Gemini CLI gives to %s', (_, bash) => {
  test.each(LINES)('does the same when it is wrapped, with the shim and without: %j', (line) => {
    const home = temporaryFolder();
    // Without SHELL, an old static bash asks a library that is not there.
    const env = { PATH: process.env['PATH'], HOME: home, SHLVL: '2', SHELL: '/bin/sh', MESSAGE: `it's "so"` };
    const machine = { home, project: "/it's here", env };
    const run = (text: string) =>
      seen(spawnSync(bash, ['-c', geminiText(text, machine)], { env, input: 'in\n', encoding: 'utf8' }));
    const bare = run(line);
    expect(run(wrapBashText(line, OPTIONS))).toEqual(bare);
    const state = join(home, '.local/state/hookmeter');
    mkdirSync(join(state, 'bin'), { recursive: true });
    copyFileSync(join(ROOT, 'src/shim/hookmeter-run'), join(state, 'bin/hookmeter-run'));
    expect(run(wrapBashText(line, OPTIONS))).toEqual(bare);
    expect(hooksIn(state)).toEqual(['guard']);
  });
});

test.each([
  ['HOOKMETER_DIR', (folder: string) => ({ HOOKMETER_DIR: join(folder, 'x') }), 'x'],
  ['XDG_STATE_HOME', (folder: string) => ({ XDG_STATE_HOME: join(folder, 'y') }), 'y/hookmeter'],
  ['HOME alone', () => ({}), '.local/state/hookmeter'],
  ['a home of a strange name', () => ({}), `.local/state/hookmeter`],
])('finds the shim by %s, though Gemini CLI takes variables in settings apart', (name, more, place) => {
  const home = join(temporaryFolder(), name.includes('strange') ? `a b'c` : 'home');
  const env = { PATH: process.env['PATH'], HOME: home, SHLVL: '2', ...more(home) };
  mkdirSync(join(home, place, 'bin'), { recursive: true });
  copyFileSync(join(ROOT, 'src/shim/hookmeter-run'), join(home, place, 'bin/hookmeter-run'));
  const run = (text: string) =>
    spawnSync('bash', ['-c', geminiText(text, { home, project: '/p', env })], { env, encoding: 'utf8' });
  expect(run(wrapBashText('echo "$0"', OPTIONS)).stdout).toBe('bash\n');
  expect(hooksIn(join(home, place))).toEqual(['guard']);
});

test('the plain wrapper would not be found there, which is why there is another', () => {
  const env = { HOOKMETER_DIR: '/x', XDG_STATE_HOME: '/y' };
  expect(geminiText(wrapShellLine('a', OPTIONS), { home: '/', project: '/', env })).toContain('"/x/hookmeter}/bin');
});

test('another shell runs the line unmeasured', () => {
  const run = (text: string) =>
    seen(spawnSync('dash', ['-c', text], { env: { HOME: temporaryFolder() }, input: 'in', encoding: 'utf8' }));
  expect(run(wrapBashText('/bin/cat; exit 4', OPTIONS))).toEqual({ status: 4, signal: null, stdout: 'in', stderr: '' });
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
