// The runs as lines, for pipes, files and terminals that can do no more.

import { existsSync } from 'node:fs';
import type { WatchedRun } from '../../views/watch/run.ts';
import { emit, note } from '../say.ts';
import { onChanges } from './changes.ts';
import { type Ending, type Job, untilAsked, watchJournal } from './journal-watch.ts';

const SETTLE_MS = 1000;

/** Writes a line for each run as it ends, until a signal comes. Throws what ends it otherwise. */
export async function watchLines(job: Job, lineOf: (run: WatchedRun) => string): Promise<Ending> {
  const { places, selection, startedAt } = job;
  let pending = '';
  const flush = (): void => {
    if (pending !== '') emit(pending);
    pending = '';
  };
  const watching = watchJournal(job, {
    since: selection.since ?? startedAt,
    into: {
      started: () => {},
      dropped: () => {},
      forgot: () => {},
      ended(_key, run) {
        pending += lineOf(run);
      },
    },
    onPause: flush,
  });
  if (!existsSync(places.journal)) note(`${waitingIn(places.dir)}\n`);

  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const stop = onChanges(
    places.journal,
    async () => {
      await watching.catchUp();
      flush();
    },
    (error) => fail(error),
  );
  const settling = setInterval(() => {
    watching.settle().then(() => {
      flush();
      watching.tidy();
    }, fail);
  }, SETTLE_MS);
  try {
    return await Promise.race([untilAsked(), failed]);
  } finally {
    stop();
    clearInterval(settling);
  }
}

const waitingIn = (dir: string): string =>
  `hookmeter: there is no journal in ${dir} yet; waiting for the first run (\`hookmeter install\` measures the hooks that you have)`;
