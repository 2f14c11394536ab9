import { expect, test } from 'vitest';
import { type Micros, micros } from '../../src/base/units.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { identityOf } from '../../src/journal/record.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { createNeverRan } from '../../src/ledger/never-ran.ts';
import { type Report, reportOf } from '../../src/views/report.ts';
import { reportText, type TextOptions } from '../../src/views/report-text.ts';
import { endLine, type LineOfRun, startLine } from '../end-to-end/journal-lines.ts';

const AT = Date.UTC(2026, 10, 22, 6, 20, 5);
const DATE = 'Sun Nov 22 07:20:05 CET 2026';

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
  const ledger = createLedger({ maxEntries: 100 });
  const durations = new Map<string, Micros[]>();
  const apply = (line: string): void => {
    const parsed = parseLine(line.trimEnd());
    if (!parsed.ok) throw new Error(parsed.reason);
    ledger.apply(parsed.record, '2026-11-22');
  };
  for (const [i, [hook, count, run]] of RUNS.entries()) {
    for (let n = 0; n < count; n++) {
      apply(endLine({ run: `${i}-${n}`, hook, at: AT, ...run }));
      durations.set(hook, [...(durations.get(hook) ?? []), micros((run.ms ?? 0) * 1000)]);
    }
  }
  apply(startLine({ run: 'open', hook: 'format', at: AT }));
  ledger.apply(
    { kind: 'import', hook: 'old', at: micros(AT * 1000), successful: 9, failed: 1, us: micros(0), lastAt: undefined },
    '2026-11-22',
  );
  for (let i = 0; i < 4; i++) {
    const us = i === 3 ? '' : ',"us":250000';
    apply(
      `{"v":1,"kind":"past","run":"past-${i}","hook":"old","at":${(AT - 1000) * 1000}${us},"code":${i === 0 ? 1 : 0}}`,
    );
    durations.set('old', [...(durations.get('old') ?? []), ...(i === 3 ? [] : [micros(250_000)])]);
  }
  const configured = [
    { identity: identityOf('format', 'pre-commit', 'git', 'web'), since: micros(AT * 1000), timeout: undefined },
    { identity: identityOf('never', 'PreToolUse', 'claude-code'), since: micros(AT * 1000), timeout: undefined },
  ];
  return reportOf(createNeverRan(configured, 100)(ledger.snapshot(micros(AT * 1000))), durations);
}

test.each<readonly [string, TextOptions]>([
  ['wide', { colour: false, width: 120, date: DATE }],
  ['60-columns', { colour: false, width: 60, date: DATE }],
  ['colour', { colour: true, width: 120, date: DATE }],
])('the report on a terminal: %s', async (name, options) => {
  await expect(reportText(report(), options)).toMatchFileSnapshot(`../golden/views/report-${name}.txt`);
});

test('the report for machines', async () => {
  await expect(`${JSON.stringify(report(), null, 2)}\n`).toMatchFileSnapshot('../golden/views/report.json');
});

test('a report of nothing says what to do', () => {
  const empty = reportOf(createLedger({ maxEntries: 1 }).snapshot(micros(AT * 1000)), new Map());
  expect(reportText(empty, { colour: true, width: 80, date: DATE })).toBe(`🚀 Hook Performance Report - ${DATE}
📊 System Health: Overall Success Rate: 0.00%

No hook has run yet. Put \`hookmeter-run --\` in front of a hook command and run it once, or try \`hookmeter demo\`.
`);
});

test('no line of a narrow report is wider than its terminal, apart from names', () => {
  const text = reportText(report(), { colour: false, width: 60, date: DATE });
  const details = text.split('\n').filter((line) => line.startsWith('  '));
  expect([details.length, details.filter((line) => line.length > 60)]).toEqual([20, []]);
});
