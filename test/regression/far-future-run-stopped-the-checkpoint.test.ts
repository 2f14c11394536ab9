import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { DAY, end } from '../ledger/records.ts';

test('a run that says it ended in the year 2255 does not keep the ledger from being saved', () => {
  const ledger = createLedger({ maxEntries: 10 });
  ledger.apply(end('far', { at: micros(Number.MAX_SAFE_INTEGER) }), DAY);
  const saved = ledger.state();
  expect(createLedger({ maxEntries: 10 }, JSON.parse(JSON.stringify(saved))).state().entries).toEqual(saved.entries);
});
