// The desk follows a journal that somebody else writes, seals and drops.

import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { hashOf, runKey } from '../../src/journal/run-hash.ts';
import {
  createHistoryDesk,
  type HistoryDesk,
  type HistoryQuestion,
  type LedgerFacts,
} from '../../src/sidecar/history-desk.ts';
import type { Overview } from '../../src/views/api/types.ts';
import { AT, DAY, endText, startText } from '../support/shim-lines.ts';
import { appendLines, journalFolder, seal } from '../support/tail.ts';

const NOTHING: LedgerFacts = { forgotten: new Set(), neverRan: [], settled: new Map() };
const EVERYTHING = { since: undefined, until: undefined };

const deskOf = (journal: string): HistoryDesk =>
  createHistoryDesk({ journal, offset: 0, now: () => micros(AT + 3600e6), pause: async () => {} });

async function overview(desk: HistoryDesk, facts: LedgerFacts = NOTHING, range = EVERYTHING): Promise<Overview> {
  const question: HistoryQuestion = { kind: 'overview', range };
  return JSON.parse((await desk.answer(question, facts)) ?? '');
}

describe('the desk', () => {
  test('reads each run once, while its day grows, is sealed, and grows again', async () => {
    const journal = journalFolder();
    const desk = deskOf(journal);
    const counts: number[] = [];
    const count = async (): Promise<void> => void counts.push((await overview(desk)).runs);
    await count();
    appendLines(journal, DAY, endText('a'), endText('b'));
    await count();
    appendLines(journal, DAY, endText('c'));
    await seal(journal, DAY);
    await count();
    appendLines(journal, DAY, endText('d'), endText('a'));
    await count();
    await seal(journal, DAY);
    await count();
    expect(counts).toEqual([0, 2, 3, 4, 4]);
  });

  test('adds a run that was settled, once, by the verdict; not while it is open', async () => {
    const journal = journalFolder();
    const desk = deskOf(journal);
    appendLines(journal, DAY, startText('open'), startText('killed'), endText('fine'));
    expect((await overview(desk)).runs).toBe(1);
    const facts = { ...NOTHING, settled: new Map([[runKey(hashOf('killed')), { verdict: 'timed_out' as const }]]) };
    for (let i = 0; i < 2; i++) {
      const { hooks } = await overview(desk, facts);
      expect(hooks[0]).toMatchObject({ runs: 2, failures: 1, outcomes: { success: 1, timed_out: 1 } });
    }
  });

  test('leaves the forgotten out, and whoever has run is not said never to have', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, endText('a', { hook: 'old' }), endText('b', { hook: 'kept' }));
    const identity = (hook: string) => ({ hook, event: '', agent: '', project: '', key: hook });
    const facts = { ...NOTHING, forgotten: new Set(['old']), neverRan: [identity('kept'), identity('dead')] };
    const answer = await overview(deskOf(journal), facts);
    expect(answer.hooks.map(({ hook }) => hook)).toEqual(['kept']);
    expect(answer.never_ran.map(({ hook }) => hook)).toEqual(['dead']);
  });

  test('knows no hook that did not run in the range', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, endText('a', { hook: 'early' }));
    const desk = deskOf(journal);
    const ask = (since: number | undefined) =>
      desk.answer(
        {
          kind: 'hook',
          name: 'early',
          range: { since: since === undefined ? undefined : micros(since), until: undefined },
        },
        NOTHING,
      );
    expect(await ask(AT + 1000e6)).toBeUndefined();
    expect(await ask(AT)).toContain('"hook":"early"');
    expect(await ask(undefined)).toContain('"hook":"early"');
  });

  test('survives moments that lie before 1970 was over and far ahead', async () => {
    const journal = journalFolder();
    appendLines(journal, DAY, endText('a', { at: 1000 }), endText('b', { at: 4_000_000_000_000_000 }), endText('c'));
    const { hooks, range, runs } = await overview(deskOf(journal));
    expect([runs, range.from, hooks[0]?.spark_ms.length]).toEqual([2, '1970-01-01T00:00:00.001Z', 30]);
  });
});
