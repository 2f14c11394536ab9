import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrapProgram, wrapProgram } from '../../src/hosts/exec-wrapper.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { leadingWords, quoteWord } from '../../src/hosts/shell-words.ts';
import { unwrapShellLine, wrapShellLine } from '../../src/hosts/shell-wrapper.ts';
import { expectSame, home } from '../support/homes.ts';

const OPTIONS: WrapOptions = { hook: 'guard', event: 'PreToolUse', timeout: 60 };

const lines = [
  ['a simple command', 'printf "%s" one'],
  ['quotes of both kinds', `printf '%s|' 'it'\\''s' "a \\"b\\""`],
  ['a pipeline and an exit code', 'cat | tr a-z A-Z; exit 3'],
  ['a guard that says no', 'echo "not that one" >&2; exit 2'],
  ['its own name and arguments', 'echo "$0 $# $*"'],
  ['several lines and a comment', 'if true; then # because\n  echo yes\nfi\n'],
  ['a line that ends in a comment', 'echo a # b'],
  ['a missing program', 'surely-no-such-program --x'],
  ['an unset variable', 'echo "[$NOTHING]"'],
  ['broken syntax', 'if then (('],
  ['backslashes and dollars', `printf '%s' '\\n$HOME' "\\$HOME"`],
  ['an empty line', ''],
  ['death by a signal', 'kill -TERM $$'],
] as const;
const shells = ['/bin/sh', '/bin/bash', 'bash'] as const;

describe('a wrapped shell line', () => {
  for (const shell of shells) {
    test.each(lines)(`does in ${shell} what the bare one does, with the shim and without it: %s`, (_, line) => {
      expectSame(home(), [shell, '-c', line], [shell, '-c', wrapShellLine(line, OPTIONS)], 'input\n');
    });
  }

  test('reads back as it was, whatever the line and the names', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ minLength: 1 }),
        fc.string(),
        fc.option(fc.double({ min: 0.1, max: 1e6, noNaN: true })),
        (line, hook, event, timeout) => {
          fc.pre(!`${line}${hook}${event}`.includes('\u0000'));
          const options: WrapOptions = { hook, event, timeout: timeout ?? undefined };
          const expected = { original: line, options: { ...options, agent: undefined, blockCode: undefined } };
          expect(unwrapShellLine(wrapShellLine(line, options))).toEqual(expected);
        },
      ),
    );
  });

  test.each([
    'hookmeter-run --hook guard -- python3 guard.py',
    'set -- a b; echo "$@"',
    wrapShellLine('x', OPTIONS).replace('--hook', '--hok'),
    `${wrapShellLine('x', OPTIONS)}; rm -rf x`,
    wrapShellLine('x', OPTIONS).replace('hookmeter-run', 'other'),
    '',
  ])('is not found in %j', (line) => {
    expect(unwrapShellLine(line)).toBeUndefined();
  });
});

describe('a wrapped program', () => {
  const programs = [
    ['with arguments', { command: 'printf', args: ['%s|', 'a b', '--', "it's", '', '$HOME'] }],
    ['that fails', { command: '/bin/sh', args: ['-c', 'echo no >&2; exit 2'] }],
    ['that reads its input', { command: 'cat', args: [] }],
  ] as const;

  test.each(programs)('does what the bare one does, with the shim and without it: one %s', (_, program) => {
    const wrapped = wrapProgram(program, OPTIONS);
    expectSame(home(), [program.command, ...program.args], [wrapped.command, ...wrapped.args], 'input');
  });

  test('reads back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.string({ minLength: 1 }), (command, args, hook) => {
        fc.pre(hook !== '--');
        const wrapped = wrapProgram({ command, args }, { hook, event: 'Stop' });
        expect(unwrapProgram(wrapped)?.original).toEqual({ command, args });
      }),
    );
  });

  test.each([
    { command: '/bin/sh', args: ['-c', 'echo a', 'hookmeter', '--hook', 'a', '--', 'b'] },
    { command: 'node', args: ['a.js'] },
    { command: '/bin/sh', args: [] },
  ])('is not found in %j', (program) => {
    expect(unwrapProgram(program)).toBeUndefined();
  });
});

describe('words of a shell', () => {
  test('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (words) => {
        fc.pre(!words.some((word) => word.includes('\u0000')));
        expect(leadingWords(words.map(quoteWord).join(' '))).toEqual({ words, rest: '' });
      }),
    );
  });

  test.each([
    ['python3 guard.py --x | tee log', ['python3', 'guard.py', '--x'], '| tee log'],
    ['A=1 B="2 3" ./run.sh && true', ['A=1', 'B=2 3', './run.sh'], '&& true'],
    ['"$CLAUDE_PROJECT_DIR"/.claude/hooks/a.sh', ['$CLAUDE_PROJECT_DIR/.claude/hooks/a.sh'], ''],
    ['a \\\n b # c', ['a', 'b'], '# c'],
    ['a "open', ['a'], '"open'],
    ['$(git rev-parse --show-toplevel)/x.sh y', ['$(git rev-parse --show-toplevel)/x.sh', 'y'], ''],
    ['  ', [], ''],
  ])('of %j', (line, words, rest) => {
    expect(leadingWords(line)).toEqual({ words, rest });
  });
});
