// What is on the full screen: the journal as far as it is read, and what the person in front of it has chosen.

import type { Micros } from '../../base/units.ts';
import { wallClock } from '../../sidecar/once.ts';
import { watchFrame } from '../../views/watch/frame.ts';
import { hookLines } from '../../views/watch/rows.ts';
import { FIRST_SCREEN, type Key, press, type Screen, type Wish } from '../../views/watch/screen.ts';
import { createWatched } from '../../views/watch/state.ts';
import type { About, SidecarState, Size } from '../../views/watch/view.ts';
import { localCalendar } from './calendar.ts';
import { type Job, watchJournal } from './journal-watch.ts';
import { createPeriods } from './periods.ts';
import { sidecarState } from './sidecar-state.ts';

export interface LiveOptions {
  readonly colour: boolean;
  /** What the terminal knows. */
  readonly utf8: boolean;
  /** What the command line leaves out, in words. */
  readonly only: string;
}

export interface LiveView {
  frame(size: Size): readonly string[];
  press(key: Key): Wish;
  /** Reads what is new; nothing while it is paused. True where that changes what is shown. */
  look(): Promise<boolean>;
  /** What is to be done once a second. */
  tick(): Promise<void>;
}

/** `onSlice` is called now and then during a long read. Throws what the file system says when the folder cannot be read. */
export function createLiveView(job: Job, { colour, utf8, only }: LiveOptions, onSlice: () => void): LiveView {
  const calendar = localCalendar();
  const periods = createPeriods(job.selection.since, calendar);
  const state = createWatched(periods.periodOf);
  const watching = watchJournal(job, { into: state, since: periods.since, onPause: onSlice });
  let unreadAtFirst: number | undefined = watching.lagBytes();
  let sidecar: SidecarState = { kind: 'unknown' };
  let screen: Screen = FIRST_SCREEN;
  let pausedAt: Micros | undefined;
  let trouble: string | undefined;
  const now = (): Micros => pausedAt ?? wallClock();

  const about = (): About => ({
    dir: job.places.dir,
    period: periods.label(now()),
    only,
    sidecar,
    refused: watching.refused(),
    reading: unreadAtFirst === undefined ? undefined : shareRead(unreadAtFirst),
    trouble: trouble ?? watching.trouble(),
  });

  function shareRead(atFirst: number): number {
    return Math.min(1, Math.max(0, 1 - watching.lagBytes() / Math.max(1, atFirst)));
  }

  /** The first time it throws; later there is something to show, and the folder may be back at the next look. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      trouble = undefined;
    } catch (error) {
      if (unreadAtFirst !== undefined || !(error instanceof Error && 'syscall' in error)) throw error;
      trouble = error.message;
    }
    unreadAtFirst = undefined;
  }

  return {
    frame(size) {
      state.begin(periods.current(now()));
      return watchFrame({ state, screen, about: about(), now: now(), calendar, size, colour, utf8 });
    },
    press(key) {
      const order = (): readonly string[] => hookLines(state, screen, now()).map(({ hook }) => hook.hook);
      const pressed = press(screen, key, order);
      screen = pressed.screen;
      pausedAt = screen.paused ? now() : undefined;
      return pressed.wish;
    },
    async look() {
      if (screen.paused) return false;
      state.begin(periods.current(now()));
      const [before, wasReading] = [watching.lines(), unreadAtFirst !== undefined];
      await attempt(watching.catchUp);
      return wasReading || watching.lines() !== before;
    },
    async tick() {
      sidecar = await sidecarState(job.places);
      if (screen.paused || unreadAtFirst !== undefined) return;
      await attempt(watching.settle);
      watching.tidy();
    },
  };
}
