import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { AT } from '../support/shim-lines.ts';

const imported = (at: number, successful: number): JournalRecord => ({
  kind: 'import',
  hook: 'format',
  at: micros(at),
  successful,
  failed: 0,
  us: micros(0),
  lastAt: undefined,
});
const forgotten = (at: number): JournalRecord => ({ kind: 'forget', hook: 'format', at: micros(at) });

test('a day that is read again does not bring back an import that a later one replaced', () => {
  const ledger = createLedger({ maxEntries: 10 });
  ledger.apply(imported(AT, 1), '2026-11-21');
  ledger.apply(imported(AT + 1, 2), '2026-11-22');
  ledger.apply(imported(AT, 1), '2026-11-21');
  expect(ledger.snapshot(micros(AT + 2)).imported.map(({ successful }) => successful)).toEqual([2]);
});

test('a day that is read again does not forget what was imported since', () => {
  const ledger = createLedger({ maxEntries: 10 });
  ledger.apply(forgotten(AT), '2026-11-21');
  ledger.apply(imported(AT + 1, 2), '2026-11-22');
  ledger.apply(forgotten(AT), '2026-11-21');
  expect(ledger.snapshot(micros(AT + 2)).imported.map((totals) => totals.forgotten)).toEqual([false]);
});

test('a day that is read again does not unforget what was forgotten since', () => {
  const ledger = createLedger({ maxEntries: 10 });
  ledger.apply(imported(AT, 2), '2026-11-21');
  ledger.apply(forgotten(AT + 1), '2026-11-22');
  ledger.apply(imported(AT, 2), '2026-11-21');
  expect(ledger.snapshot(micros(AT + 2)).imported.map((totals) => totals.forgotten)).toEqual([true]);
});
