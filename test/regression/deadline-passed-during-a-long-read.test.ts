import { expect, test } from 'vitest';
import { micros, SECOND } from '../../src/base/units.ts';
import { createSettler } from '../../src/ledger/settle.ts';
import { openRun } from '../ledger/open-run.ts';
import { AT } from '../support/shim-lines.ts';

test('a run of another machine is lost only when the journal was read since its deadline', () => {
  const run = openRun({ host: 'elsewhere', timeout: micros(10 * SECOND) });
  const settler = createSettler('devbox');
  const deadline = AT + 70 * SECOND;
  // This pass began before the deadline and took ten minutes: the end may have been written behind its back.
  expect(settler.verdicts([run], micros(deadline - SECOND), micros(deadline + 600 * SECOND))).toEqual([]);
  expect(settler.verdicts([run], micros(deadline + SECOND), micros(deadline + 600 * SECOND))).toEqual([
    { run, outcome: 'lost' },
  ]);
});
