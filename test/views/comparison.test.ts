// A comparison in words. Golden files hold the whole of it; names may hold anything.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { compareHooks } from '../../src/insight/comparison.ts';
import { type Limits, regressionsOf } from '../../src/insight/regressions.ts';
import { EVERYTHING } from '../../src/insight/selection.ts';
import { columns } from '../../src/views/columns.ts';
import { comparisonJson } from '../../src/views/comparison/json.ts';
import { comparisonMarkdown } from '../../src/views/comparison/markdown.ts';
import type { ComparisonReport } from '../../src/views/comparison/report.ts';
import { comparisonText } from '../../src/views/comparison/text.ts';
import { change } from '../../src/views/comparison/words.ts';
import { printable } from '../../src/views/printable.ts';
import { hookWith, named } from '../insight/baselines.ts';
import { lognormal, randomFrom } from '../support/random.ts';

const steady = (seed: number, middle = 100, count = 60): number[] => lognormal(randomFrom(seed), count, middle, 0.2);

const base = [
  named('faster', hookWith(steady(1, 900))),
  named('few', hookWith([5, 6, 7])),
  named('gone', hookWith(steady(2, 0.4))),
  named('lint', hookWith(steady(3))),
  named('only-fails', {
    ...hookWith([1], { failures: 30 }),
    durations: 0,
    quantiles: undefined,
    sample: new Float64Array(),
  }),
  named('same', hookWith(steady(4, 200_000), { failures: 2 })),
  named('test', hookWith(steady(5), { failures: 1 })),
];
const head = [
  named('faster', hookWith(steady(11, 300))),
  named('few', hookWith([5])),
  named('lint', hookWith(steady(13, 190), { failures: 40 })),
  named('new', hookWith([3_600_000])),
  named('only-fails', {
    ...hookWith([1], { failures: 20 }),
    durations: 0,
    quantiles: undefined,
    sample: new Float64Array(),
  }),
  named('same', hookWith(steady(14, 200_000), { failures: 4 })),
  named('test', hookWith(steady(15, 2500), { failures: 3 })),
];

function reportOn(before = base, after = head, limits?: Limits): ComparisonReport {
  const comparison = compareHooks(before, after);
  const until = micros(1.7e15);
  return {
    base: { name: 'main', selection: { ...EVERYTHING, until }, hooks: before },
    head: { name: undefined, selection: { ...EVERYTHING, since: until }, hooks: after },
    comparison,
    limits,
    regressions: limits === undefined ? [] : regressionsOf(comparison, limits),
    notes: [],
  };
}

const LIMITS: Limits = { slower: 0.2, failures: 0.05 };
const golden = (name: string): string => `../golden/views/comparison-${name}`;

describe('the whole of it', () => {
  test('as Markdown', async () => {
    await expect(comparisonMarkdown(reportOn(base, head, LIMITS))).toMatchFileSnapshot(golden('comment.md'));
  });

  test('as JSON', async () => {
    await expect(comparisonJson(reportOn(base, head, LIMITS))).toMatchFileSnapshot(golden('report.json'));
  });

  test.each([
    ['wide', 160, false],
    ['60-columns', 60, false],
    ['80-columns', 80, false],
    ['colour', 160, true],
  ] as const)('as text, %s', async (name, width, colour) => {
    const text = comparisonText(reportOn(base, head, LIMITS), { width, colour });
    await expect(text).toMatchFileSnapshot(golden(`${name}.txt`));
  });
});

test('no line of text is wider than sixty columns, but for the names of hooks', () => {
  const lines = comparisonText(reportOn(base, head, LIMITS), { width: 60, colour: false }).split('\n');
  expect(lines.filter((line) => columns(line) > 60)).toEqual([]);
});

test('nothing to compare is said, and accepted', () => {
  const report = { ...reportOn(base, [], LIMITS), comparison: { hooks: [], tests: 0 }, regressions: [] };
  expect(comparisonText(report, { width: 80, colour: false })).toMatch(/^Nothing to compare\.\n(.*\n)*Accepted: /);
  expect(comparisonMarkdown(report)).toMatch(/^### Hooks: nothing to compare\n(.*\n)*\*\*Accepted\*\*/);
  expect(JSON.parse(comparisonJson(report))).toMatchObject({ accepted: true, hooks: [], regressions: [] });
});

describe('a name', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc
      .array(fc.constantFrom('`', '|', '\\', '@', '<b>', '\n', '\r', ' ', '*', '&amp;', '\u001b[31m', '-->'), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  );

  test('is one cell of code that shows what it is', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        fc.pre(columns(printable(name)) <= 60);
        const lines = comparisonMarkdown(reportOn([], [named(name, hookWith([1]))])).split('\n');
        const rows = lines.filter((line) => line.startsWith('| ') && !/^\| (Hook|---) \|/.test(line));
        expect(rows.length).toBe(1);
        // As GitHub does it: cells end at pipes without a backslash before, then the backslash goes, then code is found.
        const cells = (rows[0] ?? '').slice(2, -2).split(/(?<!\\)\|/);
        expect(cells.length).toBe(6);
        expect(shownBy((cells[0] ?? '').trim().replaceAll('\\|', '|'))).toBe(printable(name));
      }),
      { numRuns: 500 },
    );
  });

  test('cannot write to a terminal, nor begin a line', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(20, 1000), (name, width) => {
        const hook = named(name, hookWith([1]));
        const one = comparisonText(reportOn([], [named('x', hook)]), { width, colour: false });
        const text = comparisonText(reportOn([], [hook]), { width, colour: false });
        expect(text.split('\n').length).toBe(one.split('\n').length);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  /** What a span of code shows, by CommonMark 6.1; undefined where the text is no such span, or more. */
  function shownBy(markdown: string): string | undefined {
    const [, fence = '', inside = ''] = /^(`+)([\s\S]*?[^`])\1$/.exec(markdown) ?? [];
    if (fence === '' || inside.split(/(?<=[^`])(?=`)|(?<=`)(?=[^`])/).includes(fence)) return undefined;
    const isPadded = inside.startsWith(' ') && inside.endsWith(' ') && inside.trim() !== '';
    return isPadded ? inside.slice(1, -1) : inside;
  }
});

test('a comment has room for what changed, however many hooks there are', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => named(`${'é'.repeat(50)}${i}`, hookWith([1])));
  const text = comparisonMarkdown(reportOn(many, many));
  expect(text.length).toBeLessThan(65_000);
  expect(text).toContain('and 9900 more hooks');
});

test.each([
  [1, '0%'],
  [1.004, '+0.4%'],
  [1.2, '+20%'],
  [0.5, '-50%'],
  [3.4, '+240%'],
  [12.34, 'x12'],
])('a ratio of %f is %s', (ratio, words) => {
  expect(change(ratio)).toBe(words);
});
