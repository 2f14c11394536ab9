import { expect, onTestFinished, test } from 'vitest';
import { createHistoryThread } from '../../src/sidecar/history-thread.ts';
import { DAY, endText } from '../support/shim-lines.ts';
import { appendLines, journalFolder } from '../support/tail.ts';

const FACTS = { forgotten: new Set<string>(), neverRan: [], settled: new Map() };

test('answers many questions at once, and goes on after it was ended', async () => {
  const journal = journalFolder();
  appendLines(journal, DAY, endText('a'), endText('b', { hook: 'other' }));
  const thread = createHistoryThread(journal);
  onTestFinished(() => thread.close());
  const ask = (hook: string) => thread.ask({ kind: 'runs', hook, limit: 5 }, FACTS);
  const hooks = await Promise.all(['format', 'other', 'nobody'].map(ask));
  expect(hooks.map((text) => JSON.parse(text ?? '').runs.length)).toEqual([1, 1, 0]);
  await thread.close();
  expect(JSON.parse((await ask('other')) ?? '').runs).toHaveLength(1);
});

test('a question that fails fails alone; a thread that ends fails those that wait, and the next one starts another', async () => {
  const journal = journalFolder();
  appendLines(journal, DAY, endText('a'));
  const thread = createHistoryThread(journal);
  onTestFinished(() => thread.close());
  const question = { kind: 'runs', hook: undefined, limit: 1 } as const;
  const damaged = { ...FACTS, forgotten: undefined } as unknown as typeof FACTS;
  await expect(thread.ask(question, damaged)).rejects.toThrow();
  expect(await thread.ask(question, FACTS)).toContain('"hook":"format"');
  await thread.close();
  // A thread takes longer to start than the next line.
  const waiting = expect(thread.ask(question, FACTS)).rejects.toThrow(/^the thread that reads the history ended with/);
  await thread.close();
  await waiting;
  expect(await thread.ask(question, FACTS)).toContain('"hook":"format"');
});
