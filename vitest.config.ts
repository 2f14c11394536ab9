import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst, Slowest, WORKERS } from './test/support/durations.ts';
import { Skipped } from './test/support/skipped.ts';
import { type Tier, testFiles } from './test/support/tiers.ts';

// What test/tools.sh has fetched: further versions of bash and Node to run the same tests on.
const cache = join(import.meta.dirname, '.cache');
const inside = (folder: string): string[] => (existsSync(join(cache, folder)) ? readdirSync(join(cache, folder)) : []);
const bashes = ['/bin/bash', ...inside('bashes').map((name) => join(cache, 'bashes', name))];
const nodes = inside('nodes/node_modules')
  .filter((name) => name.startsWith('node'))
  .map((name) => join(cache, 'nodes/node_modules', name, 'bin/node'));

/** Where the runner's own report goes as well, as JSON. */
const report = process.env['HOOKMETER_TEST_REPORT'];

// A test ends when what it waits for is there; this is only for one that never would, on the slowest machine.
const MINUTE = 60_000;

const tier = (name: Tier) => ({
  extends: true as const,
  test: {
    name,
    include: testFiles(name).map((path) => join('test', path)),
    // Unit tests start nothing and leave nothing behind: one process for many files takes half the time.
    isolate: name !== 'unit',
  },
});

export default defineConfig({
  test: {
    projects: [tier('unit'), tier('system'), tier('full')],
    pool: 'forks',
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new Slowest(), new Skipped(), ...(report === undefined ? [] : ['json'])],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    testTimeout: 5 * MINUTE,
    hookTimeout: 5 * MINUTE,
    teardownTimeout: MINUTE,
    expect: { poll: { timeout: 2.5 * MINUTE } },
    env: {
      HOOKMETER_TEST_BASHES: process.env['HOOKMETER_TEST_BASHES'] ?? bashes.join(':'),
      HOOKMETER_TEST_NODES: process.env['HOOKMETER_TEST_NODES'] ?? nodes.join(':'),
    },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
  },
});
