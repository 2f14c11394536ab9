// Says at the end what was not tested, and for want of what.

import type { Reporter, TestModule } from 'vitest/node';

export class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        // Without a reason it was not asked for: a filter, `.skip` in the source.
        if (result.state !== 'skipped' || result.note === undefined) continue;
        counts.set(result.note, (counts.get(result.note) ?? 0) + 1);
      }
    }
    if (counts.size > 0) process.stdout.write(`\n Not tested\n${Array.from(counts, lineOf).join('')}`);
  }
}

const lineOf = ([reason, tests]: readonly [reason: string, tests: number]): string =>
  `${String(tests).padStart(8)} ${tests === 1 ? 'test ' : 'tests'}  ${reason}\n`;
