// The history's thread lists the days and reads them one after the other; the sidecar seals at its start. A day that had another name by
// the time of its turn was left out of the answer, and of all that were given until the next question.

import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { createHistoryDesk } from '../../src/sidecar/history-desk.ts';
import { AT, DAY, endText } from '../support/shim-lines.ts';
import { appendLines, journalFolder, seal } from '../support/tail.ts';

const LATER = '2099-01-02';

test('a day that is sealed while another is read is in the first answer', async () => {
  const journal = journalFolder();
  const many = Array.from({ length: 2000 }, (_, i) => endText(`first-${i}`));
  appendLines(journal, DAY, ...many);
  appendLines(journal, LATER, endText('a'), endText('b'));
  let pauses = 0;
  const desk = createHistoryDesk({
    journal,
    offset: 0,
    now: () => micros(AT + 3600e6),
    async pause() {
      if (++pauses === 1) await seal(journal, LATER);
    },
  });
  const facts = { forgotten: new Set<string>(), neverRan: [], settled: new Map() };
  const range = { since: undefined, until: undefined };
  const answer = await desk.answer({ kind: 'overview', range }, facts);
  expect(pauses).toBeGreaterThan(0);
  expect(JSON.parse(answer ?? '').runs).toBe(2002);
});
