// What both forms of the command share: which runs, from where on, and how they are followed.

import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Places } from '../../base/paths.ts';
import { systemProcesses } from '../../base/processes.ts';
import { DAY, type Micros, micros, utcDay } from '../../base/units.ts';
import { type Selection, selector } from '../../insight/selection.ts';
import { wallClock } from '../../sidecar/once.ts';
import { createFollower, type Follower } from './follower.ts';
import { createRunFeed, type FeedOptions } from './run-feed.ts';

export interface Job {
  readonly places: Places;
  readonly selection: Selection;
  readonly startedAt: Micros;
}

export interface Watching extends Follower {
  /** Ended runs of days that are long over need not be known again. */
  tidy(): void;
}

/** `since` as in FeedOptions; `onPause` is called between slices of a long read. */
export function watchJournal(
  { places, selection, startedAt }: Job,
  { into, since, onPause = () => {} }: Pick<FeedOptions, 'into' | 'since'> & { onPause?(): void },
): Watching {
  const isNamed = selector({ hooks: selection.hooks, projects: selection.projects });
  const feed = createRunFeed({ into, since, isSelected: (identity) => isNamed(identity, startedAt) });
  const follower = createFollower({
    journal: places.journal,
    firstDay: dayBefore(selection.since ?? startedAt),
    feed,
    host: hostname(),
    processes: systemProcesses(),
    now: wallClock,
    async pause() {
      onPause();
      await nextTurn();
    },
  });
  return { ...follower, tidy: () => feed.forgetBefore(dayBefore(wallClock())) };
}

/** A run that crossed midnight is in the file of the day on which it started. */
const dayBefore = (at: Micros): string => utcDay(micros(Math.max(0, at - DAY)));

/** How the command ends: as a success, or by the signal that it was sent. */
export type Ending = 'success' | (typeof SIGNALS)[number];

/** Ctrl-C is how one leaves; other signals are not taken for that. */
export function untilAsked(): Promise<Ending> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('success'));
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
  });
}

/** What ends a program and can be caught; a terminal has to be given back before. */
const SIGNALS = ['SIGHUP', 'SIGQUIT', 'SIGTERM'] as const;
