// 500 hooks and many runs: what the page does for each of them is counted, so that it stays one that can be used. How long that takes is
// measured by `npm run bench -- page`.

import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { expectNoGrowth } from './growth.ts';
import { AT_ONCE, HOOKS, hookName, startLoad, untilShown } from './load.ts';

useBrowser();

declare global {
  var frameControl: { isHeld: boolean; coming: number; held: FrameRequestCallback[] };
  var heardChanges: number;
}

/** The page draws when the test says so, has no timers, and counts the events that it has taken in. */
function takeOver(): void {
  const [ownFrame, OwnSource] = [requestAnimationFrame, EventSource];
  globalThis.heardChanges = 0;
  globalThis.frameControl = { isHeld: false, coming: 0, held: [] };
  function CountedSource(address: string): EventSource {
    const source = new OwnSource(address);
    // After the page's own listener, as that is added in this very moment.
    queueMicrotask(() => source.addEventListener('changes', () => globalThis.heardChanges++));
    return source;
  }
  function frame(draw: FrameRequestCallback): number {
    const { frameControl: frames } = globalThis;
    if (frames.isHeld) return frames.held.push(draw);
    frames.coming++;
    return ownFrame((at) => {
      frames.coming--;
      draw(at);
    });
  }
  Object.assign(globalThis, {
    setTimeout: () => 0,
    setInterval: () => 0,
    EventSource: CountedSource,
    requestAnimationFrame: frame,
  });
}

/** Between two frames. */
const holdFrames = (): boolean => {
  const { frameControl: frames } = globalThis;
  frames.isHeld = frames.coming === 0;
  return frames.isHeld;
};

/** Draws what was held, and tells what came of it. */
function drawHeld() {
  const { held } = globalThis.frameControl;
  const watcher = new MutationObserver(() => {});
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const ownNow = Date.now;
  let looks = 0;
  Date.now = () => {
    looks++;
    return ownNow();
  };
  for (const draw of held) draw(performance.now());
  Date.now = ownNow;
  const written = watcher
    .takeRecords()
    .map(({ target }) => (target instanceof Element ? target : target.parentElement));
  const rows = written.map((each) => each?.closest('.hooks tbody tr')).filter((each) => each instanceof Element);
  return {
    frames: held.length,
    rows: Array.from(new Set(rows), (row) => row.querySelector('a')?.textContent ?? '').sort(),
    /** Rows came, went or moved. */
    isTableWritten: written.some((each) => each?.matches('.hooks tbody, .hooks table')),
    /** Each row looks at the clock when it is drawn, for its age. */
    looks,
  };
}

test('a hundred events are drawn once, and what is drawn anew is the rows of the hooks that ran', async () => {
  const load = await startLoad(takeOver);
  const { page, send } = load;
  send([hookName(0)]);
  await untilShown(load);
  await until('no frame is coming', () => page.evaluate(holdFrames));
  const before = await page.evaluate(() => globalThis.heardChanges);
  const ran = Array.from({ length: AT_ONCE }, (_, i) => hookName(i * 37));
  for (let i = 0; i < 100; i++) send(ran);
  await expect.poll(() => page.evaluate(() => globalThis.heardChanges)).toBe(before + 100);
  const { looks, ...drawn } = await page.evaluate(drawHeld);
  expect(drawn).toEqual({ frames: 1, rows: ran.toSorted(), isTableWritten: false });
  expect(looks).toBeLessThan(3 * AT_ONCE);
  await untilShown(load);
});

test(`of ${HOOKS} hooks and 5,000 runs nothing is left over: no element, no memory`, async () => {
  await expectNoGrowth(5000);
});
