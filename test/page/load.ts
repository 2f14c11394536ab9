// Many hooks and many runs, told to a page by an invented sidecar as fast as it takes them: work is counted here, not timed.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { visit } from '../support/browser.ts';
import { seeded } from '../support/random.ts';
import { rowOf } from '../views/page/row.ts';
import { type FakeSidecar, startFake } from './fake-sidecar.ts';

export const HOOKS = 500;
export const AT_ONCE = 10;
const CONDITIONS = ['working', 'broken', 'flaky', 'rare', 'in_periods'] as const;

export interface Load {
  readonly page: Page;
  readonly fake: FakeSidecar;
  readonly random: () => number;
  /** Runs that the page has to show in all. */
  total(): number;
  /** In one event: each of these hooks starts and ends one run. */
  send(hooks: readonly string[], outcome?: 'success' | 'failed'): void;
}

/** `before` runs in the page before anything else does. */
export async function startLoad(before?: () => void): Promise<Load> {
  const random = seeded(7);
  const rows = Array.from({ length: HOOKS }, (_, i) =>
    rowOf({
      hook: hookName(i),
      condition: CONDITIONS[i % 5] ?? 'working',
      share: 1 / HOOKS,
      spark_ms: Array.from({ length: 30 }, () => 100 * random()),
      spark_failures: Array.from({ length: 30 }, () => Number(random() < 0.2)),
    }),
  );
  const fake = await startFake(rows);
  const { page } = await visit(fake.url, before === undefined ? {} : { before });
  await expect.poll(() => page.locator('.hooks tbody tr').count()).toBe(HOOKS);
  await page.locator('.status.good').waitFor();
  let sent = 0;
  return {
    page,
    fake,
    random,
    total: () => 100 * HOOKS + sent,
    send(hooks, outcome = 'success') {
      const at = Date.now();
      const runs = hooks.map((hook) => ({ hook, event: 'x', agent: 'y', project: 'z', run: String(sent++), at }));
      fake.send({
        started: runs.map((run) => ({ ...run, timeout_ms: null })),
        ended: runs.map((run) => ({ ...run, ms: 100 * random(), outcome, code: outcome === 'failed' ? 1 : 0 })),
        skipped: 0,
      });
    },
  };
}

export const hookName = (i: number): string => `hook-${i}`;

/** Waits until the page counts all that was sent. */
export const untilShown = ({ page, total }: Load): Promise<void> =>
  expect.poll(() => page.locator('header .figure dd').first().innerText()).toBe(total().toLocaleString('en'));

/** Sends that many runs of any hooks, a tenth of them failing, and waits for each thousand. */
export async function sendMany(load: Load, runs: number): Promise<void> {
  const { send, random } = load;
  for (let i = 0; i < runs / AT_ONCE; i++) {
    const any = Array.from({ length: AT_ONCE }, () => hookName(Math.floor(random() * HOOKS)));
    send(any, random() < 0.1 ? 'failed' : 'success');
    if (i % 100 === 99) await untilShown(load);
  }
  await untilShown(load);
}
