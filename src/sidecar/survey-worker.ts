// The thread's own side: one task, one answer.

import { parentPort, workerData } from 'node:worker_threads';
import { type SurveyTask, survey } from './survey.ts';

const task: SurveyTask = workerData;
parentPort?.postMessage(await survey(task, async () => {}));
