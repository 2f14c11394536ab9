import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { createHistoryDesk } from '../../src/sidecar/history-desk.ts';
import type { Overview } from '../../src/views/api/types.ts';
import { AT, DAY, endText } from '../support/shim-lines.ts';
import { appendLines, journalFolder } from '../support/tail.ts';

const SECOND = 1e6;

/** The page takes runs that end before an answer's moment for counted in it. */
test('an answer is of the moment up to which it has read, however long it takes to be worked out', async () => {
  const journal = journalFolder();
  appendLines(journal, DAY, endText('first', { at: AT - SECOND }));
  let looks = 0;
  // Whenever somebody looks at the clock a second has passed, and one more run has ended.
  const now = () => {
    const at = AT + looks * SECOND;
    appendLines(journal, DAY, endText(`meanwhile-${looks++}`, { at }));
    return micros(at);
  };
  const desk = createHistoryDesk({ journal, offset: 0, now, pause: async () => {} });
  const facts = { forgotten: new Set<string>(), neverRan: [], settled: new Map() };
  const text = await desk.answer({ kind: 'overview', range: { since: undefined, until: undefined } }, facts);
  const { generated_at, range, runs }: Overview = JSON.parse(text ?? '');
  const earlier = Array.from({ length: looks }, (_, i) => new Date((AT + i * SECOND) / 1e3).toISOString());
  expect(runs).toBe(1);
  expect(earlier.filter((at) => at < generated_at)).toEqual([]);
  expect(range.until).toBe(generated_at);
});
