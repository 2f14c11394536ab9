import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { isBalanced, unwrapCommand, wrapCommand } from '../../src/hosts/command-wrapper.ts';
import { applyEdits } from '../../src/hosts/edits.ts';
import { unwrapEntry, wrapEntry } from '../../src/hosts/entry-wrapper.ts';
import { goDuration } from '../../src/hosts/go-duration.ts';
import type { Host, WrapOptions } from '../../src/hosts/host.ts';
import { lefthook } from '../../src/hosts/lefthook.ts';
import { preCommit } from '../../src/hosts/pre-commit.ts';
import { entriesOf, quoteYaml, readYaml, replaceText } from '../../src/hosts/yaml-settings.ts';
import { home } from '../support/homes.ts';

const OPTIONS: WrapOptions = { hook: 'lint', event: 'pre-commit', agent: 'git' };
const read = (host: Host, text: string) =>
  host.read({ scope: 'project', path: '/r/x.yml' }, text, { home: '/h', project: '/r', env: {} });

describe('what cannot be understood is told with its place', () => {
  test.each([
    [
      lefthook,
      'a: [\n',
      'line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [lefthook, 'a:\n\tb: c\n', 'line 2, column 1: Tabs are not allowed as indentation'],
    [lefthook, 'pre-commit: {}\npre-commit: {}\n', 'line 2, column 1: Map keys must be unique'],
    [lefthook, 'a: *b\n', 'line 1, column 4: nothing above has the anchor &b'],
    [lefthook, 'pre-commit: text\n', 'line 1, column 13: pre-commit was expected to be a mapping'],
    [lefthook, 'pre-commit:\n  commands: [a]\n', 'line 2, column 13: commands was expected to be a mapping'],
    [lefthook, 'pre-commit:\n  commands:\n    a: b\n', 'line 3, column 8: a was expected to be a mapping'],
    [lefthook, 'pre-commit:\n  jobs:\n    a: b\n', 'line 3, column 5: jobs was expected to be a list'],
    [lefthook, 'pre-commit:\n  jobs: [{run: [a]}]\n', 'line 2, column 16: run was expected to be text'],
    [lefthook, 'pre-commit:\n  jobs: [{run: true}]\n', 'line 2, column 16: run was expected to be text'],
    [lefthook, 'x:\n  jobs: [{group: [1]}]\n', 'line 2, column 18: group was expected to be a mapping'],
    [preCommit, '[]\n', 'line 1, column 1: the file was expected to be a mapping with `repos`'],
    [preCommit, 'repos: {}\n', 'line 1, column 8: repos was expected to be a list'],
    [preCommit, 'repos: [a]\n', 'line 1, column 9: a repository was expected to be a mapping'],
    [preCommit, 'repos:\n- hooks: a\n', 'line 2, column 10: hooks was expected to be a list'],
    [preCommit, 'repos:\n- hooks: [a]\n', 'line 2, column 11: a hook was expected to be a mapping'],
    [preCommit, 'repos: [{hooks: [{entry: 1}]}]\n', 'line 1, column 26: entry was expected to be text'],
  ] as const)('%o %j', (host, text, message) => {
    expect(read(host, text)).toEqual({ ok: false, message });
  });

  test.each(['', '# nothing\n', '---\n', 'null\n', 'pre-commit:\n', 'colors: true\ntemplates: {a: b}\n', '- a\n'])(
    'and nothing is nothing: %j',
    (text) => {
      expect(read(lefthook, text)).toEqual({ ok: true, hooks: [], remarks: [] });
    },
  );

  test('text of any kind is never too much', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const host of [lefthook, preCommit])
          expect(read(host, `pre-commit:\n  jobs: ${text}`).ok).toBeTypeOf('boolean');
      }),
    );
  });
});

test('any text that is put into YAML is read from it again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string(), (ascii, other) => {
      const text = `${ascii}${other}\u0085\u2028\ufeff🚀`;
      expect(parseDocument(`a: ${quoteYaml(text)}\n`).get('a')).toBe(text);
      const yaml = readYaml('a: b # c\n');
      const entry = yaml.ok ? entriesOf(yaml.root)?.get('a') : undefined;
      if (entry === undefined) throw new Error('there is an entry');
      expect(applyEdits('a: b # c\n', [replaceText(entry, text)])).toBe(`a: ${quoteYaml(text)} # c\n`);
    }),
  );
});

describe('a command line that a host fills in', () => {
  const shells = ['sh', 'bash'] as const;
  test.each(shells)('takes words in front and behind like the bare one, in %s', (shell) => {
    const where = home();
    const run = (line: string) => where.run([shell, '-c', line], 'in');
    const lines = [
      (command: string) => command,
      (command: string) => `${command} `,
      (command: string) => `${command} behind 'it is' "$HOME"`,
      (command: string) => `A=1 env B=2 ${command} | tr a-z A-Z`,
      (command: string) => `${command} && echo then || echo else`,
    ];
    const originals = [`printf '<%s>' a "b c" 'd{x}'`, 'cat', `sh -c 'exit 3'`, `printf '{%s}' "$HOME"`];
    for (const original of originals) {
      for (const line of lines) expect(run(line(wrapCommand(original, OPTIONS)))).toEqual(run(line(original)));
    }
  });

  test('reads back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (original, hook) => {
        fc.pre(!hook.includes('\0'));
        const options = { ...OPTIONS, hook, timeout: undefined, blockCode: undefined };
        expect(unwrapCommand(wrapCommand(original, options))).toEqual({ original, options, isOpen: false });
        expect(unwrapEntry(wrapEntry(original, options))).toEqual({ original, options });
      }),
    );
  });

  test.each([
    'sh -c "a" b',
    wrapCommand('x', OPTIONS).replace('--hook', '--hok'),
    `${wrapCommand('x', OPTIONS)} y`,
    '',
  ])('is not found in %j', (line) => {
    expect([unwrapCommand(line), unwrapEntry(line)]).toEqual([undefined, undefined]);
  });

  test.each([
    ['eslint {files}', true],
    [`echo "it's" '"' \\' (a) $(b "c)")`, true],
    ['case {0} in a) b ;; esac', false],
    ["echo {0} # don't", false],
    ['echo `date', false],
  ])('old shells find the pairs of %j: %s', (text, expected) => {
    expect(isBalanced(text)).toBe(expected);
  });
});

test.each([
  ['15s', 15],
  ['1m30s', 90],
  ['1.5h', 5400],
  ['250ms', 0.25],
  ['1', 1e-9],
  ['s', undefined],
  ['1 m', undefined],
  ['', undefined],
])('the duration %j is %s seconds', (text, seconds) => {
  expect(goDuration(text)).toBe(seconds);
});

test('a timeout in nanoseconds is told of', () => {
  expect(
    read(lefthook, 'pre-commit:\n  jobs: [{name: a, run: b, timeout: 30}, {name: c, run: d, timeout: 30s}]\n'),
  ).toMatchObject({
    hooks: [{ timeout: undefined, lint: 'its timeout 30 is 3e-8 s' }, { timeout: 30 }],
  });
});
