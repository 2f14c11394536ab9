import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// What test/tools.sh has fetched: further versions of bash and Node to run the same tests on.
const cache = join(import.meta.dirname, '.cache');
const inside = (folder: string): string[] => (existsSync(join(cache, folder)) ? readdirSync(join(cache, folder)) : []);
const bashes = ['/bin/bash', ...inside('bashes').map((name) => join(cache, 'bashes', name))];
const nodes = inside('nodes/node_modules')
  .filter((name) => name.startsWith('node'))
  .map((name) => join(cache, 'nodes/node_modules', name, 'bin/node'));

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,mjs}'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: {
      HOOKMETER_TEST_BASHES: process.env['HOOKMETER_TEST_BASHES'] ?? bashes.join(':'),
      HOOKMETER_TEST_NODES: process.env['HOOKMETER_TEST_NODES'] ?? nodes.join(':'),
    },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
  },
});
