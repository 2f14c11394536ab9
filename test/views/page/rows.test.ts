import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Overview } from '../../../src/views/api/types.ts';
import { COLUMNS, type Sorting } from '../../../src/views/page/route.ts';
import { rowState } from '../../../src/views/page/row-state.ts';
import { inOrder, matchesSearch, sortRows, tableRows } from '../../../src/views/page/rows.ts';
import { nextOrder, ordered } from '../../../src/views/page/table-order.ts';
import { rowOf } from './row.ts';

const overviewOf = (hooks: Overview['hooks'], never: readonly string[] = []): Overview => ({
  generated_at: '2026-11-24T12:00:00Z',
  range: { from: '2026-11-17T12:00:00Z', until: '2026-11-24T12:00:00Z' },
  runs: 0,
  failures: 0,
  hooks,
  never_ran: never.map((hook) => ({ hook, event: 'Stop', agent: 'codex', project: '' })),
});
const NONE = new Map();
const names = (rows: readonly { hook: string }[]): string[] => rows.map(({ hook }) => hook);
const down = (column: Sorting['column']): Sorting => ({ column, direction: 'descending' });

describe('rows', () => {
  test('take in what has ended since', () => {
    const row = rowOf({ hook: 'a', runs: 9, failures: 1, success_rate: 8 / 9 });
    const last = Date.parse('2026-11-24T11:00:00Z');
    const [made] = tableRows(
      overviewOf([row]),
      new Map([['a', { runs: 1, failures: 1, last, lastOutcome: 'failed' as const }]]),
    );
    expect(made).toMatchObject({ live: { runs: 10, failures: 2, successRate: 0.8, last, lastOutcome: 'failed' } });
  });

  test('stay the same object while nothing of them changes', () => {
    const overview = overviewOf([rowOf({ hook: 'a' }), rowOf({ hook: 'b' })]);
    const delta = { runs: 1, failures: 0, last: 1, lastOutcome: 'success' as const };
    const [a, b] = tableRows(overview, NONE);
    const [a2, b2] = tableRows(overview, new Map([['b', delta]]));
    expect(a2).toBe(a);
    expect(b2).not.toBe(b);
  });

  test('of hooks that never ran come last, once each, and go when the hook runs', () => {
    const overview = overviewOf([rowOf({ hook: 'a' })], ['b', 'b', 'a', 'c']);
    expect(names(tableRows(overview, NONE))).toEqual(['a', 'b', 'c']);
    const ran = new Map([['c', { runs: 1, failures: 0, last: 1, lastOutcome: 'success' as const }]]);
    expect(names(tableRows(overview, ran))).toEqual(['a', 'b']);
  });
});

describe('sorting', () => {
  const rows = tableRows(
    overviewOf(
      [
        rowOf({ hook: 'quick', p95_ms: 5, share: 0.1, condition: 'broken' }),
        rowOf({ hook: 'Slow', p95_ms: 500, share: 0.6 }),
        rowOf({ hook: 'unmeasured', p95_ms: null, share: 0.3, condition: 'flaky' }),
      ],
      ['never'],
    ),
    NONE,
  );

  test('puts what is not known last either way', () => {
    expect(names(sortRows(rows, down('p95')))).toEqual(['Slow', 'quick', 'never', 'unmeasured']);
    expect(names(sortRows(rows, { column: 'p95', direction: 'ascending' }))).toEqual([
      'quick',
      'Slow',
      'never',
      'unmeasured',
    ]);
  });

  test('by name does not mind capitals, by state puts the worst first', () => {
    expect(names(sortRows(rows, { column: 'hook', direction: 'ascending' }))).toEqual([
      'never',
      'quick',
      'Slow',
      'unmeasured',
    ]);
    expect(names(sortRows(rows, down('state')))).toEqual(['quick', 'unmeasured', 'never', 'Slow']);
  });

  test('law: by any column it loses no row, and does not depend on the order before', () => {
    const hooks = fc.uniqueArray(fc.record({ hook: fc.string(), runs: fc.nat(3), p95_ms: fc.option(fc.nat(3)) }), {
      selector: ({ hook }) => hook,
    });
    fc.assert(
      fc.property(hooks, fc.constantFrom(...COLUMNS), fc.boolean(), (some, column, isDown) => {
        const all = tableRows(overviewOf(some.map(rowOf)), NONE);
        const sorting: Sorting = { column, direction: isDown ? 'descending' : 'ascending' };
        const sorted = names(sortRows(all, sorting));
        expect([...sorted].sort()).toEqual(names(all).sort());
        expect(names(sortRows(all.toReversed(), sorting))).toEqual(sorted);
      }),
    );
  });
});

describe('the order on the screen', () => {
  const rows = tableRows(overviewOf([rowOf({ hook: 'a', runs: 1 }), rowOf({ hook: 'b', runs: 2 })]), NONE);
  const later = tableRows(
    overviewOf([rowOf({ hook: 'a', runs: 3 }), rowOf({ hook: 'b', runs: 2 }), rowOf({ hook: 'c', runs: 9 })]),
    NONE,
  );
  const wish = { sorting: down('runs'), search: '', now: 0, isHeld: false };
  const first = nextOrder(undefined, rows, wish);

  test('stands still for some seconds, with what is new at the end', () => {
    expect(names(ordered(later, nextOrder(first, later, { ...wish, now: 4000 })))).toEqual(['b', 'a', 'c']);
    expect(names(ordered(later, nextOrder(first, later, { ...wish, now: 6000 })))).toEqual(['c', 'a', 'b']);
  });

  test('stands still under the pointer for as long as it is there, unless something else is wished', () => {
    const held = { ...wish, now: 60_000, isHeld: true };
    expect(names(ordered(later, nextOrder(first, later, held)))).toEqual(['b', 'a', 'c']);
    expect(names(ordered(later, nextOrder(first, later, { ...held, sorting: down('hook') })))).toEqual(['c', 'b', 'a']);
  });

  test('leaves out what is gone', () => {
    expect(names(inOrder(rows, ['x', 'b', 'a', 'b']))).toEqual(['b', 'a']);
  });
});

describe('search', () => {
  const [row] = tableRows(overviewOf([rowOf({ hook: 'Format', projects: ['web'], condition: 'broken' })]), NONE);
  test.each([
    ['', true],
    ['form', true],
    ['FORM web', true],
    ['git broken', true],
    ['form api', false],
    ['.*', false],
  ])('%j: %s', (search, found) => {
    if (row === undefined) throw new Error('no row');
    expect(matchesSearch(row, search)).toBe(found);
  });
});

describe('the state in words', () => {
  const words = (more: Parameters<typeof rowOf>[0]): string[] => rowState(rowOf(more)).badges.map(({ word }) => word);
  const changed = { at: '2026-11-22T00:00:00Z', was_ms: 100, is_ms: 160 };
  test.each([
    [{ hook: 'a' }, ['works']],
    [{ hook: 'a', condition: 'broken' as const, changed }, ['broken', 'slower 1.6×']],
    [{ hook: 'a', changed }, ['slower 1.6×']],
    [{ hook: 'a', changed: { ...changed, is_ms: 50 } }, ['faster 2.0×']],
    [{ hook: 'a', p95_ms: 8000, timeout_ms: 10_000 }, ['near timeout']],
    [{ hook: 'a', p95_ms: 7000, timeout_ms: 10_000 }, ['works']],
    [{ hook: 'a', condition: 'too_few' as const }, ['few runs']],
    [{ hook: 'a', runs: 0 }, ['no runs']],
  ])('%j', (more, expected) => expect(words(more)).toEqual(expected));

  test('of a hook without runs is that it never ran', () => {
    expect(rowState(undefined).badges.map(({ word }) => word)).toEqual(['never ran']);
  });
});
