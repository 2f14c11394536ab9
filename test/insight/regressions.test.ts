import { describe, expect, test } from 'vitest';
import { limitsFrom } from '../../src/commands/compare/fail-on.ts';
import { compareHooks } from '../../src/insight/comparison.ts';
import { type Limits, regressionsOf } from '../../src/insight/regressions.ts';
import { hookWith, named, scaled } from './baselines.ts';

const steady = hookWith(Array.from({ length: 100 }, (_, i) => 100 + i));
const few = { ...hookWith([1, 2, 3]), hook: 'few' };
const base = [named('fails', steady), few, named('gone', steady), named('slow', steady)];
const head = [
  named(
    'fails',
    hookWith(
      Array.from({ length: 80 }, (_, i) => 110 + i),
      { failures: 20 },
    ),
  ),
  scaled(few, 100),
  named('new', steady),
  named('slow', scaled(steady, 1.5)),
];
const comparison = compareHooks(base, head);

describe('regressions', () => {
  test.each<[string, readonly string[]]>([
    ['slower', ['slow']],
    ['slower:50%', ['slow']],
    ['slower:50.5%', []],
    ['failures', ['fails']],
    ['failures:20%', ['fails']],
    ['failures:20.1%', []],
    ['slower:10%,failures:10%', ['fails', 'slow']],
    [' failures:0% , slower:0% ', ['fails', 'slow']],
  ])('for %j are %j: certain, and at least that large', (text, expected) => {
    expect(regressionsOf(comparison, limitsFrom(text)).map(({ hook }) => hook)).toEqual(expected);
  });

  test('do not come from new hooks, gone ones or too few runs', () => {
    const all: Limits = { slower: 0, failures: 0 };
    expect(regressionsOf(comparison, all).map(({ hook, kind }) => [hook, kind])).toEqual([
      ['fails', 'failing_more'],
      ['slow', 'slower'],
    ]);
    expect(regressionsOf(compareHooks(head, base), all).map(({ hook }) => hook)).toEqual([]);
  });

  test.each([
    '',
    'slow',
    'slower:',
    'slower:20',
    'slower:-1%',
    'slower:20%,slower:3%',
    'slower:20%;failures',
    'failures:5pp',
    'slower:1e3%',
  ])('%j is not understood', (text) => {
    expect(() => limitsFrom(text)).toThrow(/^--fail-on is .*; expected slower, slower:20%, failures/);
  });
});
