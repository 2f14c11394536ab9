// docs/journal.md is normative: what it shows is what is read, and what it lists is all there is.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packageFile } from '../../src/base/package.ts';
import { parseLine } from '../../src/journal/lines.ts';
import { createJournalReader } from '../../src/journal/reader.ts';
import { REJECT_REASONS } from '../../src/journal/record.ts';
import { LineScanner, parseAndLearn } from '../../src/journal/scan.ts';
import { OUTCOMES, outcomeOf } from '../../src/ledger/outcome.ts';
import { fileOf, listener } from '../support/shim-lines.ts';

const doc = readFileSync(packageFile('docs/journal.md'), 'utf8');
const examples = doc.split('\n').flatMap((line) => (line.startsWith('    {"v":') ? [line.trim()] : []));
/** The first cells of the table under a heading cell. */
function table(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2;
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(from, from + length)
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, cell]) => cell ?? ''));
}

describe('the example lines of the format', () => {
  test('are all records, of every kind', () => {
    const { heard, sink } = listener();
    createJournalReader()(fileOf(...examples), false, sink);
    expect([heard.rejects, heard.records.map(({ kind }) => kind)]).toEqual([
      [],
      ['start', 'end', 'end', 'end', 'end', 'past', 'forget', 'import'],
    ]);
  });

  test('end as the text says', () => {
    const outcomes = examples.flatMap((line) => {
      const parsed = parseLine(line);
      return parsed.ok && parsed.record.kind === 'end' ? [[outcomeOf(parsed.record), parsed.record.us]] : [];
    });
    expect(outcomes).toEqual([
      ['success', 175_440],
      ['blocked', 42_118],
      ['timed_out', 60_000_980],
      ['success', 175_000],
    ]);
  });

  test('use no field that the table does not describe', () => {
    const described = new Set([...table(doc, 'field'), 'successful', 'failed', 'last_at']);
    const used = examples.flatMap((line) => Object.keys(JSON.parse(line)));
    expect(used.filter((field) => !described.has(field))).toEqual([]);
  });

  test('of a start and a plain end are in the layout that is read quickest', () => {
    const scanner = new LineScanner();
    const quick = examples.slice(0, 2).map((line) => {
      parseAndLearn(scanner, line);
      return scanner.scan(fileOf(line), 0)?.kind;
    });
    expect(quick).toEqual(['start', 'end']);
  });
});

describe('the lists of the documents', () => {
  test('name every reject reason', () => {
    expect([...table(doc, 'reason')].sort()).toEqual([...REJECT_REASONS].sort());
  });

  test('name every outcome', () => {
    const decision = readFileSync(packageFile('docs/decisions/0003-outcomes.md'), 'utf8');
    expect([...table(decision, 'outcome')].sort()).toEqual([...OUTCOMES].sort());
  });
});
