import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/hosts/edits.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { stubOf, stubOptions } from '../../src/hosts/script-stub.ts';
import { findWrapper, starterOf, unwrapScript, wrapScript } from '../../src/hosts/script-wrapper.ts';
import { interpreterOf } from '../../src/hosts/shebang.ts';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM } from '../support/hookmeter.ts';
import { runExactly } from '../support/shim.ts';

const shebang = fc.constantFrom(
  '',
  '#!/bin/sh\n',
  '#!/bin/sh -e\n',
  '#!/bin/bash\n',
  '#! /bin/dash -u \n',
  '#!/bin/sh',
  '#!/usr/bin/env bash\n',
);
const line = fc.constantFrom(
  '',
  '# a comment',
  ' echo "$0 $# $*"',
  'cat',
  'echo a \\',
  "echo 'open",
  "' b'",
  'if [ "$1" = a ]; then',
  'fi',
  'fi; }',
  'f() { echo "$@"; }',
  'f x "$1"',
  'cat <<E\n$1\nE',
  'false',
  'nosuch 2>/dev/null',
  'exit 7',
  'shift',
  'set -- x y',
  'echo $LINENO',
  `if [ "\${1-}" = --hookmeter=00000000 ]; then echo no; fi`,
  "sh -c 'kill -TERM $PPID'",
  '\techo "\\$" `echo b`',
);
const script = fc
  .tuple(shebang, fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\n', '\n', '\r\n'), fc.boolean())
  .map(
    ([head, lines, lineEnd, isOpen]) =>
      head + (head.endsWith('h') ? '' : lines.join(lineEnd) + (isOpen ? '' : lineEnd)),
  );

const options = fc.record({
  hook: fc.string({ minLength: 1 }).filter((hook) => !/[\r\n\0]/.test(hook)),
  event: fc.constantFrom('pre-commit', 'commit-msg'),
  agent: fc.constant('git'),
  timeout: fc.constantFrom(undefined, 60, 0.5),
  blockCode: fc.constantFrom(undefined, 1),
});

function wrapped(text: string, wrapOptions: WrapOptions): string {
  const starter = starterOf(text);
  if (starter === undefined) throw new Error(`no shell script: ${text}`);
  return applyEdits(text, [wrapScript(text, wrapOptions, starter)]);
}

function unwrapped(text: string): string {
  const found = findWrapper(text);
  return found === undefined ? text : applyEdits(text, [unwrapScript(found)]);
}

test('a wrapper in a script reads back as it was, comes off again, and is not put on twice', () => {
  fc.assert(
    fc.property(script, options, options, (text, first, second) => {
      const once = wrapped(text, first);
      const expected: WrapOptions = first;
      expect(findWrapper(once)).toMatchObject({ options: expected, isInPlace: true });
      expect(wrapped(once, first)).toBe(once);
      expect(wrapped(wrapped(once, second), first)).toBe(once);
      expect(unwrapped(once)).toBe(text);
      expect(once.split('\n').length).toBe(text.split('\n').length + (text === '#!/bin/sh' ? 1 : 0));
    }),
    { numRuns: 500 },
  );
});

test('a script with a wrapper does what the bare one does, with the shim and without it', () => {
  const folder = temporaryFolder();
  const bin = join(folder, 'hookmeter/bin');
  const path = join(folder, 'hooks/pre-commit');
  for (const each of [bin, join(folder, 'hooks')]) mkdirSync(each, { recursive: true });
  copyFileSync(SHIM, join(bin, 'hookmeter-run'));
  const gone = join(folder, 'gone');
  const run = (text: string, state: string) => {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    const { code, signal, stdout, stderr } = runExactly(['/bin/sh', '-c', 'hooks/pre-commit a b c'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', SHLVL: '2', HOME: folder, XDG_STATE_HOME: state },
      input: 'in\n',
    });
    return {
      code,
      signal,
      stdout: stdout.replaceAll(/-TERM \d+/g, '-TERM N'),
      stderr: stderr.replaceAll(COMPLAINT, ''),
    };
  };
  let started = 0;
  fc.assert(
    fc.property(script, (text) => {
      const bare = run(text, gone);
      const changed = wrapped(text, { hook: 'h', event: 'pre-commit' });
      expect([run(changed, gone), run(changed, folder)]).toEqual([bare, bare]);
      started++;
    }),
    { numRuns: 50 },
  );
  const journal = join(folder, 'hookmeter/journal');
  const ends = readdirSync(journal).flatMap((day) =>
    readFileSync(join(journal, day), 'utf8').split('"kind":"end"').slice(1),
  );
  // A script that no shell can read as a whole may end before its wrapper begins.
  expect(ends.length).toBeGreaterThan(started * 0.3);
  expect(ends.length).toBeLessThanOrEqual(started);
});

/** bash shows a line that it does not understand, with our text where it is the first one, and warns whenever it reads a script. */
const COMPLAINT = /^[^\n]*: line \d+: (?:`[^\n]*'\r?|warning: here-document [^\n]*)\n/gm;

test('a stub reads back as it was', () => {
  fc.assert(
    fc.property(options, (wrapOptions) => {
      const expected: WrapOptions = wrapOptions;
      const stub = stubOf('/r/.git/hooks/commit-msg', wrapOptions);
      expect(stubOptions('/r/.git/hooks/commit-msg', stub)).toEqual(expected);
      expect(stubOptions('/r/.git/hooks/pre-commit', stub)).toBeUndefined();
    }),
  );
});

test.each([
  ['#!/bin/sh', { kind: 'shell', shell: 'sh', words: ['/bin/sh'] }],
  ['#! /bin/dash -eu \n', { kind: 'shell', shell: 'sh', words: ['/bin/dash', '-eu'] }],
  ['#!/usr/bin/env bash\n', { kind: 'shell', shell: 'bash', words: ['/usr/bin/env', 'bash'] }],
  [
    '#!/usr/bin/env -S zsh -eo pipefail\n',
    { kind: 'shell', shell: 'zsh', words: ['/usr/bin/env', '-S', 'zsh', '-eo', 'pipefail'] },
  ],
  ['#!/usr/bin/env bash -e\n', { kind: 'other' }],
  ['#!/bin/sh -x\n', { kind: 'other' }],
  ['#!/bin/sh -a\n', { kind: 'other' }],
  ['#!/bin/bash --login\n', { kind: 'other' }],
  ['#!/bin/bash -o\n', { kind: 'other' }],
  ['#!/opt/my$shells/bash\n', { kind: 'other' }],
  ['#!/usr/bin/fish\n', { kind: 'other' }],
  ['#!/usr/bin/env\n', { kind: 'other' }],
  ['#!/bin/sh\r\necho\r\n', { kind: 'carriage_return' }],
  ['echo a\n', { kind: 'none' }],
  ['', { kind: 'none' }],
  ['\u007fELF\u0000', { kind: 'binary' }],
])('the first line of %j', (text, expected) => {
  expect(interpreterOf(text)).toEqual(expected);
});
