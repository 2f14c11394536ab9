// Whether a page that is told of runs for long becomes larger.

import { expect } from 'vitest';
import { HOOKS, hookName, sendMany, startLoad, untilShown } from './load.ts';

const MOST_GROWTH_MB = 10;

/** The runs are as many as came; how fast they came does not matter. */
export async function expectNoGrowth(runs: number): Promise<void> {
  const load = await startLoad();
  const { page, send } = load;
  const devtools = await page.context().newCDPSession(page);
  const heapMb = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  const elements = (): Promise<number> => page.locator('*').count();
  // Filling the lists, and each row with its last failure, is not growth.
  send(
    Array.from({ length: HOOKS }, (_, i) => hookName(i)),
    'failed',
  );
  await untilShown(load);
  expect(await page.locator('.latest li').count()).toBe(25);
  const before = { elements: await elements(), heapMb: await heapMb() };
  await sendMany(load, runs);
  expect(await elements()).toBeLessThan(before.elements * 1.02);
  // What has left the document is collected a while later.
  await expect.poll(heapMb, { interval: 500 }).toBeLessThan(before.heapMb + MOST_GROWTH_MB);
}
