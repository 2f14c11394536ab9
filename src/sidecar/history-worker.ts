// The thread's own side: takes questions, gives the desk's answers.

import { setImmediate as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { microsFromMillis } from '../base/units.ts';
import { createHistoryDesk } from './history-desk.ts';
import type { Asked, Told } from './history-thread.ts';

const desk = createHistoryDesk({
  journal: String(workerData.journal),
  offset: -new Date().getTimezoneOffset() * 60e6,
  now: () => microsFromMillis(Date.now()),
  pause: async () => void (await pause()),
});

parentPort?.on('message', async ({ id, question, facts }: Asked) => {
  const told: Told = await desk.answer(question, facts).then(
    (text) => ({ id, ...(text === undefined ? {} : { text }) }),
    (error: unknown) => ({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  parentPort?.postMessage(told);
});
