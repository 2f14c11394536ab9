import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { AT, DAY, endText } from '../support/shim-lines.ts';

test('a hook with a NUL in its name is forgotten by that name', () => {
  const ledger = createLedger({ maxEntries: 10 });
  const hook = 'a\u0000b';
  const lines = [
    endText('a', { hook }),
    JSON.stringify({ v: 1, kind: 'import', hook, at: AT, successful: 1, failed: 0, us: 0 }),
    JSON.stringify({ v: 1, kind: 'forget', hook, at: AT + 1_000_000 }),
  ];
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed.ok) ledger.apply(parsed.record, DAY);
  }
  const { entries, imported } = ledger.snapshot(micros(AT));
  expect([...entries, ...imported].map(({ forgotten }) => forgotten)).toEqual([true, true]);
});
