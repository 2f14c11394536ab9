// Thirty kilobytes of a repository's settings held install up for a quarter of a minute to for ever, or were "a bug": aliases that unfold
// to billions of values or hold themselves, and patterns that tried every place once more for every other. With sizes at which those would
// take days, no limit of time is needed here.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../src/hosts/git.ts';
import type { Host, Place } from '../../src/hosts/host.ts';
import { lefthook } from '../../src/hosts/lefthook.ts';
import { preCommit } from '../../src/hosts/pre-commit.ts';
import { survey } from '../../src/hosts/survey.ts';
import { temporaryFolder } from '../support/folders.ts';

const read = (host: Host, text: string, path = '/p/x'): ReturnType<Host['read']> => {
  const place: Place = { scope: 'project', path };
  return host.read(place, text, { home: '/h', project: '/p', env: {} });
};

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const unfolding = (line: (before: string) => string): string =>
  LETTERS.slice(1)
    .map((letter, i) => `${letter}: &${letter} ${line(LETTERS[i] ?? '')}\n`)
    .join('');

describe('is said in a line', () => {
  const bomb = unfolding((before) => `{<<: [${`*${before}, `.repeat(20)}]}`);
  const twice = unfolding((before) => `{<<: *${before}, more: *${before}}`);
  test.each([
    ['merge keys', `a: &a {x: 1}\n${bomb}`, 'its aliases stand for more than 100,000 values'],
    ['aliases', `a: &a {x: 1}\n${twice}`, 'its aliases stand for more than 100,000 values'],
    ['a mapping within itself', 'pre-commit: &a\n  jobs: [{run: echo}]\n  <<: *a\n', 'an anchor is within itself'],
    ['a list within itself', 'pre-commit: {jobs: &b [{run: echo, group: {jobs: *b}}]}\n', 'an anchor is within itself'],
    ['open lists', `pre-commit: ${'['.repeat(100_000)}`, 'it nests too deeply'],
    ['mappings', `pre-commit: ${'{a: '.repeat(50_000)}${'}'.repeat(50_000)}\n`, 'it nests too deeply'],
  ])('%s', (_, text, message) => {
    expect(read(lefthook, text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});

describe('is read', () => {
  test('many aliases', () => {
    const text = `a: &a x\nb:\n${' - *a\n'.repeat(90_000)}pre-commit: {jobs: [{run: echo}]}\n`;
    expect(read(lefthook, text)).toMatchObject({ ok: true, hooks: [{ command: 'echo' }] });
  });

  test.each(['a -- ', "a'' -- "])('an entry of many %j', (words) => {
    const entry = `/bin/sh -c ${words.repeat(60_000)}`;
    const text = `repos: [{repo: local, hooks: [{id: a, language: system, entry: ${JSON.stringify(entry)}}]}]\n`;
    expect(read(preCommit, text)).toMatchObject({ ok: true, hooks: [{ command: entry, state: { kind: 'bare' } }] });
  });

  test('a script of many shells', () => {
    const script = `#!/bin/sh\n${'sh '.repeat(300_000)}\n`;
    expect(read(git, script, '/p/.git/hooks/pre-commit')).toMatchObject({ hooks: [{ state: { kind: 'bare' } }] });
  });
});

test('a file of more than five megabytes is told, and the others are read', () => {
  const project = temporaryFolder();
  mkdirSync(join(project, '.git'));
  writeFileSync(join(project, 'lefthook.yml'), `pre-commit: {jobs: [{run: echo}]} #${'x'.repeat(5_000_000)}\n`);
  writeFileSync(join(project, 'lefthook-local.yml'), 'pre-commit: {jobs: [{run: mine}]}\n');
  const found = survey({ hosts: [lefthook], scope: undefined }, { home: project, project, env: {} });
  expect(found.files.map(({ hooks }) => hooks.map(({ command }) => command))).toEqual([['mine']]);
  expect(found.remarks).toEqual([
    `${join(project, 'lefthook.yml')} is larger than 5 MB; its hooks are neither read nor changed`,
  ]);
});

test.each([
  ['exec "$0" again', 'left'],
  ['flock -n /tmp/x bash $0 --inner', 'left'],
  ['if true; then "$0"; fi', 'left'],
  ['"$0"', 'left'],
  ['x=$("$0" --list)', 'left'],
  ['echo "usage: $0 FILE"', 'bare'],
  ['cd "$(dirname "$0")"', 'bare'],
  ['echo then "it is $0"', 'bare'],
  ['env A={x} B=(y) $0', 'left'],
  ['( $0 )', 'left'],
  ['exec x$0', 'bare'],
  ['echo $0', 'bare'],
])('whether a script starts itself is told as before: %s', (line, kind) => {
  const found = read(git, `#!/bin/sh\n${line}\n`, '/p/.git/hooks/pre-commit');
  expect(found).toMatchObject({ hooks: [{ state: { kind } }] });
});
