// How long each test file takes: measured on a quiet machine of two cores, kept in durations.json, and used to start the longest first.
// `npm run test:durations` measures them anew.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, TestModule, TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';
import { type Tier, tierOf } from './tiers.ts';

const TEST = join(import.meta.dirname, '..');
const FILE = join(TEST, 'durations.json');
const SHOWN = 10;

/** Of one file, in seconds; some of the full tier wait for servers that look every quarter of a minute, as shipped. */
export const BUDGET_S: Readonly<Record<Tier, number>> = { unit: 20, system: 20, full: 30 };

/** Files at a time. Many tests wait for something, so that two cores have time for three. */
export const WORKERS = 3;

/** Seconds by path from test/. */
export const knownDurations = (): ReadonlyMap<string, number> =>
  new Map(Object.entries<number>(JSON.parse(readFileSync(FILE, 'utf8'))));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // In an order of the seed's where one was asked for.
    if (this.ctx.config.sequence.shuffle) return await super.sort(files);
    const known = knownDurations();
    const seconds = ({ moduleId }: TestSpecification): number => known.get(relative(TEST, moduleId)) ?? BUDGET_S.full;
    return files.toSorted((a, b) => seconds(b) - seconds(a));
  }
}

/** Prints the slowest files; with HOOKMETER_TEST_DURATIONS=write, keeps what all of them took. */
export class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const took = modules
      .map((module) => [relative(TEST, module.moduleId), secondsOf(module)] as const)
      .sort(([, a], [, b]) => b - a);
    if (took.length > 1) process.stdout.write(slowestText(took.slice(0, SHOWN)));
    if (process.env['HOOKMETER_TEST_DURATIONS'] === 'write') keep(took);
  }
}

const secondsOf = (module: TestModule): number => {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return (collectDuration + setupDuration + duration) / 1000;
};

function slowestText(took: readonly (readonly [path: string, seconds: number])[]): string {
  const rows = took.map(
    ([path, seconds]) =>
      `${seconds.toFixed(1).padStart(8)} s  ${path}${seconds > BUDGET_S[tierOf(path)] ? '  over its budget' : ''}\n`,
  );
  return `\n Slowest files\n${rows.join('')}`;
}

function keep(took: readonly (readonly [path: string, seconds: number])[]): void {
  const all = new Map([
    ...knownDurations(),
    ...took.map(([path, seconds]) => [path, Math.round(seconds * 10) / 10] as const),
  ]);
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
}
