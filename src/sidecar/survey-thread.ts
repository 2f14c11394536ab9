// The survey in a thread of its own: beside another reading of the same journal, or beside a server that goes on answering.

import { Worker } from 'node:worker_threads';
import { packageFile } from '../base/package.ts';
import type { Found, SurveyTask } from './survey.ts';

/** Rejects where the thread fails. It ends with its answer, and with the process. */
export function surveyInThread(task: SurveyTask): Promise<Found> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(packageFile('dist/sidecar/survey-worker.js'), { workerData: task });
    worker.once('message', (found: Found) => resolve(found));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that reads the journal ended with ${code}`)));
  });
}
