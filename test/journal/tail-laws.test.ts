// However a journal comes to be, in whatever portions it is read, and however often the reader is replaced by one that knows
// only the cursors: what was written is read once.

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginSeal, finishSeal, listDays } from '../../src/journal/segments.ts';
import { temporaryFolder } from '../support/folders.ts';
import { endText } from '../support/shim-lines.ts';
import { follow, saved } from '../support/tail.ts';

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'];

type Step =
  | {
      readonly do: 'write';
      readonly day: string;
      readonly text: 'line' | 'wide' | 'torn' | 'giant' | 'nul' | 'crlf' | 'future';
    }
  | { readonly do: 'read' | 'restart' | 'checkpoint' }
  /** With a sidecar that is told, or without one. */
  | { readonly do: 'seal' | 'sealAlone'; readonly day: string };

const day = fc.constantFrom(...DAYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      day,
      text: fc.constantFrom('line', 'line', 'line', 'wide', 'torn', 'giant', 'nul', 'crlf', 'future'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('read', 'restart', 'checkpoint') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('seal', 'sealAlone'), day }) },
);

/** What a step writes: each whole line with a number of its own as its duration. */
function textOf(kind: Extract<Step, { do: 'write' }>['text'], number: number): string {
  const line = endText(`run-${number}`, { us: number });
  switch (kind) {
    case 'line':
      return `${line}\n`;
    case 'wide':
      return `${endText(`run-${number}`, { us: number, hook: '漢字 🪝' })}\n`;
    case 'crlf':
      return `${line}\r\n`;
    case 'nul':
      return `\u0000\u0000${line}\n`;
    case 'torn':
      return line.slice(0, 60);
    case 'giant':
      // No two alike, as of lines with run ids: a file is known by its first 4 KiB, and its number may be used again.
      return `${number} ${'x'.repeat(6000)}\n`;
    case 'future':
      return '{"v":2,"kind":"end"}\n';
  }
}

async function play(journal: string, steps: readonly Step[]): Promise<void> {
  let follower = follow(journal);
  let checkpoint = saved(follower.tail);
  let durationsAtCheckpoint = 0;
  let counted: number[] = [];
  const written: number[] = [];
  const take = (): void => {
    for (const record of follower.heard.records.splice(0)) if (record.kind === 'end') counted.push(record.us);
  };
  for (const [i, at] of steps.entries()) {
    switch (at.do) {
      case 'write':
        appendFileSync(join(journal, `${at.day}.ndjson`), textOf(at.text, i));
        if (['line', 'wide', 'crlf', 'nul'].includes(at.text)) written.push(i);
        break;
      case 'read':
        await follower.tail.catchUp();
        take();
        break;
      case 'checkpoint':
        checkpoint = saved(follower.tail);
        durationsAtCheckpoint = counted.length;
        break;
      case 'restart':
        counted = counted.slice(0, durationsAtCheckpoint);
        follower = follow(journal, checkpoint);
        break;
      case 'seal':
      case 'sealAlone':
        if (!listDays(journal).some((files) => files.day === at.day && files.plain !== undefined)) break;
        beginSeal(journal, at.day);
        if (at.do === 'seal') await follower.tail.catchUp();
        take();
        await finishSeal(journal, at.day);
        if (at.do === 'seal') follower.tail.sealed(at.day, join(journal, `${at.day}.ndjson.gz`));
        break;
    }
  }
  await follower.tail.catchUp();
  take();
  // A torn line is whole again with what is glued to it, and the newline of that may be still to come.
  const byNumber = (a: number, b: number): number => a - b;
  expect(counted.sort(byNumber)).toEqual(written.sort(byNumber));
  const fresh = follow(journal);
  await fresh.tail.catchUp();
  const all = fresh.heard.records.flatMap((record) => (record.kind === 'end' ? [record.us] : []));
  expect(all.sort(byNumber)).toEqual(written);
}

test('every line that was written whole is read once, over restarts and seals', async () => {
  const folder = temporaryFolder();
  let journals = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const journal = join(folder, String(journals++));
      mkdirSync(journal);
      await play(journal, steps);
    }),
    { numRuns: 150 },
  );
});
