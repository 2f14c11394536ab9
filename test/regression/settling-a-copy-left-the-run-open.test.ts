import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { AT, DAY, startText } from '../support/shim-lines.ts';

test('a run is settled by what it is, not by which object describes it', () => {
  const ledger = createLedger({ maxEntries: 10 });
  const start = parseLine(startText('a'));
  if (start.ok) ledger.apply(start.record, DAY);
  for (const run of structuredClone([...ledger.openRuns()])) ledger.settle(run, 'lost', run.at);
  const { reading, entries } = ledger.snapshot(micros(AT));
  expect([[...ledger.openRuns()], reading.openRuns, entries[0]?.active]).toEqual([[], 0, 0]);
});
