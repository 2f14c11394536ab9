// The same odd histories in every format: nothing may break the page, the table or the terminal.

import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../src/views/report/html.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportText } from '../../src/views/report/text.ts';
import { endLine } from '../support/journal.ts';
import { reportFrom } from './reports.ts';

const NOW = Date.UTC(2026, 10, 22, 6, 20, 5);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const runs = (
  count: number,
  every: number,
  run: (i: number) => { hook?: string; ms?: number; code?: number } = () => ({}),
) =>
  Array.from({ length: count }, (_, i) => endLine({ run: `r${i}`, at: NOW - (count - i) * every, ms: 20, ...run(i) }));

const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'a|b `c` *d* _e_ [f](http://evil.example) <b>',
  '@octocat #12 https://evil.example www.evil.example',
  'two\nlines\r\nthree',
  '\u001b[2J\u001b]0;title\u0007',
  '\u202egnp.exe',
  '👩‍💻'.repeat(18),
  '- 1. list',
  '1. list',
  '__proto__',
  '</style></title></svg>',
  "' onload='alert(1)",
];

const HISTORIES: readonly (readonly [name: string, lines: readonly string[], hooks: number])[] = [
  ['empty', [], 0],
  ['one run', runs(1, HOUR), 1],
  ['all failures', runs(50, HOUR, () => ({ code: 1 })), 1],
  ['constant durations', runs(500, HOUR), 1],
  ['no time at all', runs(50, HOUR, () => ({ ms: 0 })), 1],
  ['gaps of weeks', runs(60, 21 * DAY), 1],
  [
    'a clock that jumped',
    [
      ...runs(300, HOUR, (i) => ({ ms: 20 + (i % 5) })),
      endLine({ run: 'past', at: 1000, ms: 5 }),
      endLine({ run: 'future', at: Date.UTC(2099, 0, 1), ms: 5 }),
    ],
    1,
  ],
  ['ten thousand hooks', runs(10_000, 60_000, (i) => ({ hook: `hook-${i}`, ms: i + 1 })), 10_000],
  [
    'nasty names',
    NASTY.flatMap((hook, n) =>
      runs(30, HOUR, (i) => ({ hook, ms: 10 + n + (i % 3), code: i % 4 === 0 ? 1 : 0 })).map((line) =>
        line.replace('"run":"', `"run":"${n}-`),
      ),
    ),
    NASTY.length,
  ],
];

describe.each(HISTORIES)('a report of %s', (_, lines, hooks) => {
  const { report, history } = reportFrom(lines, { now: NOW });
  const known = { hooks: report.hooks.map(({ hook }) => hook), projects: ['web'] };

  test('as JSON is whole', () => {
    expect(report.hooks.length).toBe(hooks);
    expect(report.hooks.map(({ executions }) => executions).reduce((sum, each) => sum + each, 0)).toBe(lines.length);
    expect(notNumbers(report)).toEqual([]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('as text stays on its lines', () => {
    const text = reportText(report, { colour: false, width: 80, utf8: true, date: 'now', known });
    expect(text.split('\n').length).toBeLessThan(120);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('as Markdown is one table with as many cells in each row, and refers to nothing', () => {
    const text = reportMarkdown(report, known);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.filter((line) => line.split('|').length !== 11)).toEqual([]);
    expect(rows.length).toBe(hooks === 0 ? 0 : Math.min(hooks, 100) + (hooks > 10 ? 4 : 2));
    const ownTags = text.replaceAll(/<\/?(?:details|summary|sub)>|<!-- -->/g, '');
    expect(ownTags).not.toMatch(/[<>@`]|https?:\/\/|\]\(|www\.|\bNaN\b|undefined/);
    expect(text.replaceAll(/&#\d+;|^#+ /gm, '')).not.toContain('#');
    expect(text.length).toBeLessThan(60_000); // GitHub takes 65,536
  });

  test('as HTML is closed, asks for nothing and runs nothing', () => {
    const page = reportHtml(report, history, known);
    const policy = `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`;
    expect(page.includes(policy)).toBe(true);
    const active =
      /<(?:script|img|link|iframe|object)|<[^<>]*\s(?:src|on\w+)=|url\(|@import|\bNaN\b|Infinity|undefined/gi;
    expect(Array.from(page.matchAll(active), ([found]) => found)).toEqual([]);
    expect([...page.matchAll(/href="(?!#hook-\d+")/g)]).toEqual([]);
    expect(unbalanced(page)).toEqual([]);
    const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page.length).toBeLessThan(4_000_000);
  });
});

test('runs with impossible moments are counted, told and in nothing else', () => {
  const [, lines = []] = HISTORIES.find(([name]) => name === 'a clock that jumped') ?? [];
  const { report } = reportFrom(lines, { now: NOW });
  expect([report.total_executions, report.journal.runs, report.journal.misdated]).toEqual([302, 300, 2]);
  expect(report.journal.from?.slice(0, 4)).toBe('2026');
  expect(report.hooks[0]?.spark_ms.filter((ms) => ms !== null).length).toBe(30);
});

test('points and charts are bounded, and every kind of failure is among them', () => {
  const lines = runs(20_000, 60_000, (i) => ({ ms: 10 + (i % 7), code: i % 100 === 0 ? 1 : 0 }));
  const { report, history } = reportFrom(lines, { now: NOW });
  const page = reportHtml(report, history, { hooks: [], projects: [] });
  const count = (kind: string) => page.split(`<circle class="${kind}" cx="`).length - 2; // one is in the key
  expect([count('run'), count('failed')]).toEqual([150, 150]);
});

test('a change is marked in the chart and told with it', () => {
  const lines = runs(200, HOUR, (i) => ({ ms: (i < 120 ? 100 : 180) + (i % 5) }));
  const { report, history } = reportFrom(lines, { now: NOW });
  const page = reportHtml(report, history, { hooks: [], projects: [] });
  expect(report.hooks[0]?.duration_changes.map(({ direction, was_ms, is_ms }) => [direction, was_ms, is_ms])).toEqual([
    ['slower', 102, 182],
  ]);
  expect(page).toMatch(/<line class="change" [^>]*><title>format is slower since 2026-11-18/);
});

/** Paths of numbers that JSON would turn into null. */
function notNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => notNumbers(inner, `${path}.${key}`));
}

/** Names of tags that are closed too often or not at all. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = '', , selfClosing] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (selfClosing === '/' || ['meta', 'br'].includes(name)) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}
