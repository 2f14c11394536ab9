import { expect, test } from 'vitest';
import { micros } from '../../../src/base/units.ts';
import { runJson, runLine } from '../../../src/views/watch/output.ts';
import { age, count, duration } from '../../../src/views/watch/words.ts';
import { ended, named } from './world.ts';

test('a run is one line with five parts, whatever its names', () => {
  expect(runLine(ended('format', 0, { ms: 203.25 }))).toBe(
    '2026-11-25T14:03:22.000Z\tformat\tPostToolUse\tsuccess\t203.3ms\n',
  );
  const evil = ended('', 0, { identity: named('a\tb\n\u001b[2J\u202e', 'e\r'), outcome: 'lost', us: undefined });
  expect(runLine(evil)).toBe('2026-11-25T14:03:22.000Z\ta\\u0009b\\u000a\\u001b[2J\\u202e\te\\u000d\tlost\t-\n');
});

test('for machines it is one object, with null for what nobody knows', () => {
  expect(JSON.parse(runJson(ended('a\n"b', 0, { outcome: 'signaled', signal: 9, code: 137 })))).toEqual({
    at: '2026-11-25T14:03:22.000Z',
    hook: 'a\n"b',
    event: 'PostToolUse',
    agent: 'claude-code',
    project: 'web',
    outcome: 'signaled',
    duration_ms: 200,
    code: 137,
    signal: 9,
  });
  const lost = runJson(ended('x', 0, { outcome: 'lost', us: undefined, code: undefined }));
  expect(JSON.parse(lost)).toMatchObject({ duration_ms: null, code: null, signal: null });
  expect(lost.indexOf('\n')).toBe(lost.length - 1);
});

test('a moment that no calendar holds is its seconds', () => {
  expect(runLine(ended('x', 0, { at: micros(9e18) }))).toMatch(/^9000000000000\t/);
});

test.each([
  [0, '0.0ms', '0s'],
  [9_949, '9.9ms', '0s'],
  [9_951, '10ms', '0s'],
  [999_499, '999ms', '0s'],
  [999_500, '1.00s', '0s'],
  [9_994_999, '9.99s', '9s'],
  [9_995_000, '10.0s', '9s'],
  [59_949_999, '59.9s', '59s'],
  [59_950_000, '1m00s', '59s'],
  [119_999_999, '2m00s', '119s'],
  [120e6, '2m00s', '2m00s'],
  [3_599_400_000, '59m59s', '59m59s'],
  [3_599_600_000, '1h00m', '1h00m'],
  [86_399e6, '23h59m', '23h59m'],
  [86_400e6, '1d00h', '1d00h'],
  [99 * 86_400e6, '99d00h', '99d00h'],
  [366 * 86_400e6, '366d', '366d'],
])('%i µs are %s, and as an age %s', (us, long, ticking) => {
  expect([duration(us), age(us)]).toEqual([long, ticking]);
});

test.each([
  [0, '0'],
  [999, '999'],
  [12_345, '12,345'],
  [999_999, '999,999'],
  [1_250_000, '1.3M'],
])('%i runs are %s', (runs, text) => {
  expect(count(runs)).toBe(text);
});
