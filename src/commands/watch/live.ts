// The full screen: reads, draws, and does what the keys say, until somebody leaves.

import { onChanges } from './changes.ts';
import { createFrameClock } from './frame-clock.ts';
import { type Ending, type Job, untilAsked } from './journal-watch.ts';
import { createLiveView, type LiveOptions } from './live-view.ts';
import { createPainter } from './painter.ts';
import { takeTerminal } from './terminal.ts';

const TICK_MS = 1000;

/** Throws what ends it otherwise. The terminal is as it was before in either case. */
export async function watchLive(job: Job, options: LiveOptions): Promise<Ending> {
  let leave: (ending: Ending) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const left = new Promise<Ending>((resolve, reject) => {
    leave = resolve;
    fail = reject;
  });
  const painter = createPainter();
  const view = createLiveView(job, options, () => frames.request());
  const terminal = takeTerminal({
    key(key) {
      const wish = view.press(key);
      if (wish === 'quit') return leave('success');
      if (wish === 'suspend') return terminal.suspend();
      if (wish === 'redraw') painter.forget();
      frames.request();
    },
    lost() {
      painter.forget();
      frames.request();
    },
    gone: () => leave('SIGHUP'),
  });
  const frames = createFrameClock(() => {
    try {
      const size = terminal.size();
      terminal.write(painter.paint(view.frame(size), size.columns));
    } catch (error) {
      fail(error);
    }
  });

  frames.request();
  const stop = onChanges(
    job.places.journal,
    async () => {
      if (await view.look()) frames.request();
    },
    (error) => fail(error),
  );
  const tick = (): void => void view.tick().then(() => frames.request(), fail);
  tick();
  const ticking = setInterval(tick, TICK_MS);
  try {
    return await Promise.race([untilAsked(), left]);
  } finally {
    stop();
    clearInterval(ticking);
    frames.stop();
    terminal.restore();
  }
}
