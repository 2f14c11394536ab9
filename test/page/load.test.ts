// 500 hooks and many runs: what the page does for each of them is counted, so that it stays one that can be used. How long that takes is
// measured by `npm run bench -- page`.

import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { expectNoGrowth } from './growth.ts';
import { AT_ONCE, HOOKS, hookName, startLoad, untilShown } from './load.ts';

useBrowser();

declare global {
  var heldFrames: FrameRequestCallback[];
  var heardChanges: number;
}

/** The page draws when the test says so, has no timers, and counts the events that it has taken in. */
function holdFrames(): void {
  const ownFrame = requestAnimationFrame;
  globalThis.heldFrames = [];
  globalThis.heardChanges = 0;
  const ownSource = EventSource;
  function CountedSource(address: string): EventSource {
    const source = new ownSource(address);
    // After the page's own listener, as that is added in this very moment.
    queueMicrotask(() => source.addEventListener('changes', () => globalThis.heardChanges++));
    return source;
  }
  Object.assign(globalThis, {
    setTimeout: () => 0,
    setInterval: () => 0,
    EventSource: CountedSource,
    requestAnimationFrame: (draw: FrameRequestCallback) =>
      'isHeld' in document.documentElement.dataset ? globalThis.heldFrames.push(draw) : ownFrame(draw),
  });
}

test('a hundred events are drawn once, and what is drawn anew is the rows of the hooks that ran', async () => {
  const load = await startLoad(holdFrames);
  const { page, send } = load;
  send([hookName(0)]);
  await untilShown(load);
  const before = await page.evaluate(() => {
    document.documentElement.dataset['isHeld'] = '';
    return globalThis.heardChanges;
  });
  const ran = Array.from({ length: AT_ONCE }, (_, i) => hookName(i * 37));
  for (let i = 0; i < 100; i++) send(ran);
  await expect.poll(() => page.evaluate(() => globalThis.heardChanges)).toBe(before + 100);
  const drawn = await page.evaluate(() => {
    const frames = globalThis.heldFrames.splice(0);
    const watcher = new MutationObserver(() => {});
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    for (const draw of frames) draw(performance.now());
    const targets = watcher
      .takeRecords()
      .map(({ target }) => (target instanceof Element ? target : target.parentElement));
    const rows = targets.map((each) => each?.closest('.hooks tbody tr')).filter((each) => each instanceof Element);
    return {
      frames: frames.length,
      rows: Array.from(new Set(rows), (row) => row.querySelector('a')?.textContent ?? '').sort(),
      inTable: targets.filter((each) => each?.matches('.hooks tbody, .hooks table')).length,
    };
  });
  expect(drawn).toEqual({ frames: 1, rows: ran.toSorted(), inTable: 0 });
  await untilShown(load);
});

test(`of ${HOOKS} hooks and 5,000 runs nothing is left over: no element, no memory`, async () => {
  await expectNoGrowth(5000);
});
