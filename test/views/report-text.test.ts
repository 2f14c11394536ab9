import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { identityOf } from '../../src/journal/record.ts';
import { columns } from '../../src/views/columns.ts';
import { reportText, type TextOptions } from '../../src/views/report/text.ts';
import type { Report } from '../../src/views/report/types.ts';
import { endLine, type LineOfRun, startLine } from '../support/journal.ts';
import { reportFrom } from './reports.ts';

const AT = Date.UTC(2026, 10, 22, 6, 20, 5);
const DATE = 'Sun Nov 22 07:20:05 CET 2026';
const PLAIN: TextOptions = { colour: false, width: 120, utf8: true, date: DATE, known: { hooks: [], projects: [] } };

const RUNS: readonly (readonly [hook: string, count: number, run: Partial<LineOfRun>])[] = [
  ['format', 2, { ms: 120 }],
  ['format', 1, { ms: 185.1, code: 1 }],
  ['slow-tests', 3, { ms: 75_000 }],
  ['slow-tests', 1, { ms: 1500.5, code: 3 }],
  ['guard', 19, { ms: 3 }],
  ['guard', 1, { ms: 2.25, code: 127 }],
  ['ünïcode 日本 👩‍💻', 1, { ms: 0.5 }],
  ['<b>evil</b>\u001b[31m\nsecond line\u202e', 1, { ms: 7, code: 137, signal: 9 }],
];

function report(): Report {
  const ended = RUNS.flatMap(([hook, count, run], i) =>
    Array.from({ length: count }, (_, n) => endLine({ run: `${i}-${n}`, hook, at: AT, ...run })),
  );
  const past = Array.from({ length: 4 }, (_, i) => {
    const us = i === 3 ? '' : ',"us":250000';
    return `{"v":1,"kind":"past","run":"past-${i}","hook":"old","at":${(AT - 1000) * 1000}${us},"code":${i === 0 ? 1 : 0}}`;
  });
  const imported = `{"v":1,"kind":"import","hook":"old","at":${AT * 1000},"successful":9,"failed":1,"us":0}`;
  const configured = [
    { identity: identityOf('format', 'pre-commit', 'git', 'web'), since: micros(AT * 1000), timeout: undefined },
    { identity: identityOf('never', 'PreToolUse', 'claude-code'), since: micros(AT * 1000), timeout: undefined },
  ];
  const lines = [...ended, startLine({ run: 'open', hook: 'format', at: AT }), imported, ...past];
  return reportFrom(lines, { now: AT, configured }).report;
}

/** Six weeks: one hook slows down, one breaks, two fail together, the others are as they were. */
function eventful(): Report {
  const [weeks, hour] = [6, 3_600_000];
  const begin = AT - weeks * 7 * 24 * hour;
  const lines: string[] = [];
  for (let i = 0; i < weeks * 7 * 8; i++) {
    const at = begin + i * 3 * hour;
    const wobble = ((i * 7919) % 100) / 1000;
    const isNew = i > weeks * 7 * 8 - 60;
    const away = i % 40 < 2 ? 1 : 0;
    lines.push(
      endLine({ run: `s${i}`, hook: 'typecheck', at, ms: Math.round(2000 * (isNew ? 1.7 : 1) * (1 + wobble)) }),
    );
    lines.push(endLine({ run: `b${i}`, hook: 'scan', at, ms: 300, code: isNew ? 1 : 0 }));
    lines.push(endLine({ run: `f${i}`, hook: 'deploy', at, ms: 900, code: away }));
    lines.push(endLine({ run: `g${i}`, hook: 'staging', at: at + 1000, ms: 700, code: away }));
    const growing = Math.round(20_000 * (1 + i / 600) * (1 + wobble));
    lines.push(endLine({ run: `t${i}`, hook: 'integration', at: at + hour, ms: growing, timeout: 40 }));
  }
  return reportFrom(lines, { now: AT }).report;
}

test.each<readonly [string, Partial<TextOptions>]>([
  ['wide', {}],
  ['80-columns', { width: 80 }],
  ['60-columns', { width: 60 }],
  ['40-columns', { width: 40 }],
  ['colour', { colour: true }],
])('the report on a terminal: %s', async (name, options) => {
  await expect(reportText(report(), { ...PLAIN, ...options })).toMatchFileSnapshot(
    `../golden/views/report-${name}.txt`,
  );
});

test.each<readonly [string, Partial<TextOptions>]>([
  ['eventful', {}],
  ['eventful-60-columns-ascii', { width: 60, utf8: false }],
])('a report in which much has happened: %s', async (name, options) => {
  await expect(reportText(eventful(), { ...PLAIN, ...options })).toMatchFileSnapshot(
    `../golden/views/report-${name}.txt`,
  );
});

test('the report for machines', async () => {
  await expect(`${JSON.stringify(report(), null, 2)}\n`).toMatchFileSnapshot('../golden/views/report.json');
});

test('a report of nothing says how to start', () => {
  const text = reportText(reportFrom([], { now: AT }).report, { ...PLAIN, colour: true });
  expect(text).toBe(`🚀 Hook Performance Report - ${DATE}
📊 System Health: Overall Success Rate: 0.00%

No hook has run yet. To start:
  hookmeter install        puts hookmeter-run in front of the hooks that you have
  hookmeter-run -- COMMAND times one run of a command by hand
  hookmeter demo           shows all of this on a throw-away git repository
`);
});

test('a selection without runs says what there is instead', () => {
  const selection = { since: micros(AT * 1000), until: undefined, hooks: ['formt', 'zzz'], projects: ['web'] };
  const { report: empty } = reportFrom([], { now: AT, selection });
  const text = (hooks: readonly string[], projects: readonly string[] = ['web']) =>
    reportText(empty, { ...PLAIN, known: { hooks, projects } })
      .split('\n')
      .slice(3, -1);
  expect(text(['format', 'lint'])).toEqual([
    'Nothing was found: the journal has no run of "formt" and "zzz" in "web" since 2026-11-22 06:20 UTC.',
    'The journal goes from 2026-11-22 to 2026-11-22.',
    'Did you mean "format"?',
  ]);
  expect(text(['abc', 'def'])[2]).toBe('Known hooks are "abc", "def".');
  expect(text([]).length).toBe(2);
  expect(text(['formt'], ['webb', 'api', '']).slice(2)).toEqual(['Did you mean "webb"?']);
  expect(text(['formt'], ['api', '']).slice(2)).toEqual(['Known projects are "api".']);
});

test('of ten thousand hooks the thirty that took longest are shown, and how many more there are', () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => endLine({ run: `${i}`, hook: `hook-${i}`, at: AT, ms: i }));
  const { report: large } = reportFrom(lines, { now: AT });
  const text = reportText(large, PLAIN);
  expect(large.hooks.length).toBe(10_000);
  expect(text.split('\n').filter((line) => line.startsWith('🔧 ')).length).toBe(30);
  expect(text.split('\n').length).toBeLessThan(90);
  expect(text).toContain('and 9,970 more hooks; --format json has all');
  expect(text).toMatch(/^hook-9999 /m);
});

test('no line is wider than its terminal, whatever hooks are called', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 60, max: 140 }),
      (names, width) => {
        const lines = names.map((hook, i) => endLine({ run: `${i}`, hook: `h${hook}`, at: AT, ms: 5 }));
        const text = reportText(reportFrom(lines, { now: AT }).report, { ...PLAIN, width });
        const body = text.split('\n').slice(3 + names.length); // after the spec's own lines
        const long = body.filter((line) => columns(line) > width && line.includes('  '));
        expect(long).toEqual([]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
      },
    ),
    { numRuns: 60 },
  );
});
