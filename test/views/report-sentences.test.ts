import { expect, test } from 'vitest';
import { capacityOf } from '../../src/insight/capacity.ts';
import { capacitySentences } from '../../src/views/report/sentences.ts';
import { HOUR, historyOf, repeat } from '../support/history.ts';

test('capacity is told once there is a day of it, with what a doubling does', () => {
  const busy = repeat(3 * 24 * 60, HOUR / 60, () => ({ ms: 1000 }));
  const said = (runs: typeof busy): readonly string[] => {
    const capacity = capacityOf(historyOf(runs).hooks);
    return capacity === undefined ? [] : capacitySentences(capacity);
  };
  expect(said(busy.slice(0, 1))).toEqual([]);
  expect(said(busy).map((each) => each.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'then'))).toEqual([
    'Load: 60s of hook time for each hour; at most 1 run at once, on then UTC',
    'Busiest hour: then UTC, 60 runs, 1.7% of an hour of hook time: 60 times as many would fit one after the other',
    'Twice as many runs would make that 3.3%, with hardly ever more than 1 run at once if they begin independently',
  ]);
});
