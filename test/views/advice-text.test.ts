import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import type { Advice, Reason } from '../../src/insight/advice.ts';
import { adviceSentence, adviceText } from '../../src/views/advice-text.ts';
import type { AdviceReport } from '../../src/views/report/types.ts';

const AT = micros(Date.UTC(2026, 10, 20, 14, 3) * 1000);
const said = (all: readonly Advice[]): readonly Pick<AdviceReport, 'says' | 'confidence'>[] =>
  all.map((each) => ({ says: adviceSentence(each), confidence: each.confidence }));
const advice = (reason: Reason, saved = 0, hook = 'format'): Advice => ({
  hook,
  savedPerDay: micros(saved),
  confidence: 'high',
  ...reason,
});
const change = { after: AT, from: AT, runs: 40 };
const forecast = { p95: micros(52e6), perDay: micros(1e6), earliest: AT, latest: undefined };

const REASONS: readonly (readonly [Reason, number, string])[] = [
  [
    { kind: 'broken', streak: 12, since: AT, always: false, error: '1' },
    0,
    'format has failed since 2026-11-20 14:03 UTC, 12 runs in a row (exit code 1): what it is for does not happen',
  ],
  [
    { kind: 'broken', streak: 12, since: AT, always: true, error: 'timed_out' },
    0,
    'format has never succeeded, 12 runs in a row (timed out): what it is for does not happen',
  ],
  [
    { kind: 'not_found', times: 3, lastAt: AT },
    0,
    'format could not be started 3 times, last on 2026-11-20 14:03 UTC: check its path and its interpreter',
  ],
  [
    {
      kind: 'newly_slower',
      change: { kind: 'duration', ...change, was: micros(200e3), is: micros(283e3), deviations: 4, delta: 1 },
    },
    190e6,
    'format takes 42% longer since 2026-11-20 14:03 UTC (200ms, now 283ms): look at what changed then – that would save 3 min a day',
  ],
  [
    { kind: 'newly_failing', change: { kind: 'failures', ...change, was: 0.021, is: 0.3 } },
    0,
    'format fails in 30% of its runs since 2026-11-20 14:03 UTC, before in 2.1%: look at what changed then',
  ],
  [
    {
      kind: 'near_timeout',
      timeout: micros(60e6),
      p95: micros(52e6),
      forecast: { kind: 'reaches', at: AT, ...forecast },
    },
    0,
    'format comes near its timeout of 60s (p95 52s), and gets there about 2026-11-20: make it faster, or raise it',
  ],
  [
    { kind: 'near_timeout', timeout: micros(60e6), p95: micros(52e6), forecast: { kind: 'too_few_days', days: 2 } },
    0,
    'format comes near its timeout of 60s (p95 52s): make it faster, or raise it',
  ],
  [
    { kind: 'flaky', rate: 0.08, failures: 12, runs: 150 },
    500e3,
    'format fails now and then, 12 times in 150 runs without a pattern: find what it depends on',
  ],
  [
    {
      kind: 'costly',
      criticalShare: 0.62,
      runsPerDay: 340.4,
      p50: micros(206e3),
      work: { kind: 'computing', cpuShare: 0.9 },
    },
    8000e6,
    'format is 62% of the time that hosts wait for hooks, 340 runs a day of 206ms, mostly computing: do less, or cache it – halving it would save 2.2 h a day',
  ],
  [
    { kind: 'tail', p50: micros(1500), p99: micros(3.21e6), runs: 900 },
    0,
    'format takes 3.21s in 1 run of 100, and 1.5ms in most: find what is different then',
  ],
  [
    { kind: 'repeated', times: 34, moments: 12 },
    0,
    'format starts several times at the same moment (34 runs at 12 moments): is it configured twice?',
  ],
];

describe('advice in words', () => {
  test.each(REASONS)('%j', (reason, saved, sentence) => {
    expect(adviceSentence(advice(reason, saved))).toBe(sentence);
  });

  test('shows the five most urgent, folded, and says how many more there are', () => {
    const all = REASONS.slice(0, 7).map(([reason]) => advice(reason));
    const text = adviceText(said(all), { width: 60 });
    expect(text.split('\n').slice(0, 5)).toEqual([
      'What to do first:',
      ' 1. format has failed since 2026-11-20 14:03 UTC, 12 runs in',
      '    a row (exit code 1): what it is for does not happen',
      '    (confidence: high)',
      ' 2. format has never succeeded, 12 runs in a row (timed',
    ]);
    expect(text.endsWith('    and 2 more\n')).toBe(true);
  });

  test('is nothing where there is none', () => {
    expect(adviceText([], { width: 80 })).toBe('');
  });

  test('keeps to the width and to one line a line, whatever the hook is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.integer({ min: 40, max: 120 }), (hook, width) => {
        const lines = adviceText(said(REASONS.map(([reason]) => advice(reason, 0, hook))), { width }).split('\n');
        const words = new Set(lines.flatMap((line) => line.trim().split(' ')));
        const longest = Math.max(...Array.from(words, (word) => word.length));
        expect(lines.filter((line) => line.length > Math.max(width, 4 + longest))).toEqual([]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(lines.join(' ')).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
      }),
    );
  });
});
