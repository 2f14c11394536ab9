// Baselines on disk: what is written is what is read, and what cannot be read is named.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type Baseline, hookBaselines } from '../../src/insight/baseline.ts';
import { OUTCOMES } from '../../src/ledger/outcome.ts';
import { baselineText, parseBaseline } from '../../src/sidecar/baseline-file.ts';
import {
  baselineNames,
  baselinePath,
  isBaselineName,
  readBaseline,
  removeBaseline,
  writeBaseline,
} from '../../src/sidecar/baseline-store.ts';
import { temporaryFolder } from '../support/folders.ts';
import { historyOf, repeat } from '../support/history.ts';

const run = fc.record({
  hook: fc.oneof(
    fc.constantFrom('a', '__proto__', '\u001b[31m\n"', 'é🚀'),
    fc.string({ minLength: 1, unit: 'grapheme' }),
  ),
  at: fc.nat(1e12),
  ms: fc.option(fc.nat(1e7), { nil: undefined }),
  outcome: fc.constantFrom(...OUTCOMES),
});
const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 });
const anyBaseline: fc.Arbitrary<Baseline> = fc
  .record({
    name: fc.string(),
    savedAt: fc.nat(),
    savedBy: fc.string(),
    since: fc.option(fc.nat(), { nil: undefined }),
    until: fc.nat(),
    hooks: texts,
    projects: texts,
    runs: fc.array(run, { maxLength: 30 }),
  })
  .map(({ name, savedAt, savedBy, since, until, hooks, projects, runs }) => ({
    name,
    savedAt: micros(savedAt),
    savedBy,
    selection: { since: since === undefined ? undefined : micros(since), until: micros(until), hooks, projects },
    hooks: hookBaselines(historyOf(runs)),
  }));

const baseline = (runs = 5, name = 'main'): Baseline => ({
  name,
  savedAt: micros(1e15),
  savedBy: '0.1.0',
  selection: { since: undefined, until: micros(1e15), hooks: [], projects: [] },
  hooks: hookBaselines(historyOf(repeat(runs, 1e6, (i) => ({ hook: `h${i % 2}`, ms: i })))),
});

test('what is written is what is read', () => {
  fc.assert(
    fc.property(anyBaseline, (saved) => {
      expect(parseBaseline(baselineText(saved))).toEqual({ ok: true, baseline: saved });
    }),
  );
});

test('a file is private, one line for each hook, and small whatever it is of', () => {
  const path = join(temporaryFolder(), 'baselines', 'main.json');
  expect(writeBaseline(path, baseline(200_000), { replace: false })).toBe(true);
  expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.length).toBe(5);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(20_000);
});

test('one that is there is replaced only on request', () => {
  const path = join(temporaryFolder(), 'main.json');
  expect(writeBaseline(path, baseline(5), { replace: false })).toBe(true);
  expect(writeBaseline(path, baseline(7), { replace: false })).toBe(false);
  expect(readBaseline(path)).toEqual({ kind: 'found', baseline: baseline(5) });
  expect(writeBaseline(path, baseline(7), { replace: true })).toBe(true);
  expect(readBaseline(path)).toEqual({ kind: 'found', baseline: baseline(7) });
});

describe('a damaged file', () => {
  const good = baselineText(baseline());
  const edited = (change: (file: Record<string, unknown>, hooks: Record<string, unknown>[]) => void): string => {
    const file = JSON.parse(good) as Record<string, unknown>;
    change(file, file['hooks'] as Record<string, unknown>[]);
    return JSON.stringify(file);
  };

  test.each<readonly [string, string]>([
    ['', 'is empty'],
    [' \n', 'is empty'],
    [good.slice(0, -10), 'is not JSON'],
    ['\u0000\u0001', 'is not JSON'],
    ['[]', 'is JSON, but no baseline'],
    ['null', 'is JSON, but no baseline'],
    ['{"hook_performance":{}}', 'is JSON, but no baseline'],
    [edited((file) => Object.assign(file, { version: 2 })), 'has version 2; this hookmeter reads up to 1: update it'],
    [edited((file) => delete file['name']), 'is damaged: name is missing'],
    [
      edited((file) => Object.assign(file, { saved_at_us: '1' })),
      'is damaged: saved_at_us expected a whole number from 0',
    ],
    [edited((file) => Object.assign(file, { hooks: {} })), 'is damaged: hooks expected a list'],
    [
      edited((_, [hook]) => Object.assign(hook ?? {}, { runs: -1 })),
      'is damaged: hooks[0].runs expected a whole number from 0',
    ],
    [
      edited((_, [hook]) => Object.assign(hook ?? {}, { runs: 4 })),
      'is damaged: hooks[0] expected outcomes that add up to the runs',
    ],
    [
      edited((_, [hook]) => Object.assign(hook ?? {}, { durations: 2 })),
      'is damaged: hooks[0] expected as many durations as there are',
    ],
    [
      edited((_, [, hook]) => Object.assign(hook ?? {}, { sample_us: [2, 1] })),
      'is damaged: hooks[1].sample_us expected at most 1000 ascending whole numbers',
    ],
    [edited((_, [, hook]) => Object.assign(hook ?? {}, { hook: 'h0' })), 'is damaged: hooks expected each hook once'],
  ])('%j says what is wrong with it', (text, problem) => {
    expect(parseBaseline(text)).toEqual({ ok: false, problem });
  });

  test('is refused or read, never a crash, whichever letters are lost', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(40), fc.string({ maxLength: 3 }), (at, count, other) => {
        const parsed = parseBaseline(good.slice(0, at) + other + good.slice(at + count));
        expect(parsed.ok || parsed.problem.length > 5).toBe(true);
      }),
    );
  });

  test('that is a folder, or not there, is told apart', () => {
    const folder = temporaryFolder();
    expect(readBaseline(folder)).toMatchObject({ kind: 'unusable', problem: expect.stringContaining('EISDIR') });
    expect(readBaseline(join(folder, 'x.json'))).toEqual({ kind: 'missing' });
  });
});

describe('names', () => {
  test.each(['main', 'v1.2.3', '2026-11-25', 'a_b-c', 'x'.repeat(100)])('%j is one', (name) => {
    expect(isBaselineName(name)).toBe(true);
  });

  test.each(['', '.', '..', '.hidden', '-x', 'a/b', 'a b', 'a\n', 'é', '../x', 'a.json', 'x'.repeat(101), 'a\u0000'])(
    '%j is none',
    (name) => {
      expect(isBaselineName(name)).toBe(false);
    },
  );

  test('are those of the files that could be baselines', () => {
    const folder = temporaryFolder();
    for (const file of ['b.json', 'a.json', 'a.json.12.tmp', '.x.json', 'notes.txt'])
      writeFileSync(join(folder, file), '');
    expect(baselineNames(folder)).toEqual(['a', 'b']);
    removeBaseline(folder, 'a');
    expect(baselineNames(folder)).toEqual(['b']);
    expect(baselineNames(join(folder, 'missing'))).toEqual([]);
    expect(baselinePath(folder, 'b')).toBe(join(folder, 'b.json'));
  });
});
