// What holds of the tests themselves: helpers stand in one place, a test's needs decide when it runs, and none takes long.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUDGET_S, knownDurations, WORKERS } from './support/durations.ts';
import { testFiles, tierOf } from './support/tiers.ts';

const TEST = import.meta.dirname;
const sources = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path) && path !== 'tests.test.ts')
  .map((path) => [path, readFileSync(join(TEST, path), 'utf8')] as const);

/** What only test/support may do, so that every folder is removed and every program ended with its test. */
const ONLY_IN_SUPPORT: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['makes a temporary folder', /\bmkdtemp(?:Sync)?\(|\btmpdir\(/],
  [
    'starts our program',
    /\b(?:spawn|exec|execFile|fork)(?:Sync)?\(\s*(?:MAIN|SHIM|shim|process\.execPath,\s*\[\s*MAIN)\b/,
  ],
  ['reads a path that may be there on another machine', /'\/(?:nonexistent|nowhere|no\/such)/],
];

const breaches = (path: string, text: string): readonly string[] =>
  ONLY_IN_SUPPORT.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path} ${what}`);

test('folders are made and our programs are started in test/support alone', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(
    sources.filter(([path]) => !path.startsWith('support/')).flatMap(([path, text]) => breaches(path, text)),
  ).toEqual([]);
});

test.each([
  ['mkdtempSync(join(tmpdir()', 'makes a temporary folder'],
  ['spawn(process.execPath, [MAIN', 'starts our program'],
  ['spawnSync(SHIM, [', 'starts our program'],
  ["HOME: '/nonexistent'", 'reads a path that may be there on another machine'],
])('%j elsewhere would be told', (text, what) => {
  expect(breaches('x.test.ts', text)).toEqual([`x.test.ts ${what}`]);
});

describe('a tier', () => {
  test.each([
    ['ledger/ledger.test.ts', 'unit'],
    ['journal/tail.test.ts', 'unit'],
    ['end-to-end/install.test.ts', 'system'],
    ['page/overview.test.ts', 'system'],
    ['shim/versions.full.test.ts', 'full'],
  ])('follows from what a file needs: %s is %s', (path, tier) => {
    expect(tierOf(path)).toBe(tier);
  });

  test.each([
    ['npm run test:unit', ['unit'], 40],
    ['npm test', ['unit', 'system'], 240],
    ['npm run test:full', ['full'], 1200],
  ] as const)('%s takes its time on two quiet cores, as measured', (_, tiers, seconds) => {
    const known = knownDurations();
    const files = tiers.flatMap((tier) => testFiles(tier));
    const tooLong = (path: string): boolean => (known.get(path) ?? 0) > BUDGET_S[tierOf(path)];
    expect(
      files.filter((path) => !known.has(path)),
      'npm run test:durations measures them',
    ).toEqual([]);
    expect(files.filter(tooLong)).toEqual([]);
    expect(files.reduce((sum, path) => sum + (known.get(path) ?? 0), 0) / WORKERS).toBeLessThan(seconds);
  });
});
