// Who reads the runs, and when: a long journal of which nothing was counted yet is read for its totals as well, and by both at once.

import { existsSync } from 'node:fs';
import type { Places } from '../../base/paths.ts';
import { type Found, type SurveyTask, survey } from '../../sidecar/survey.ts';
import { surveyInThread } from '../../sidecar/survey-thread.ts';
import { journalBytes } from './reading.ts';

/** Below this a thread costs more than it saves: it takes some 60 ms to begin. */
const LONG = 32e6;

export function createFinding(
  { journal, checkpoint, previousCheckpoint }: Places,
  asked: Omit<SurveyTask, 'journal' | 'settled'>,
  pause: () => Promise<void>,
): (task: SurveyTask) => Promise<Found> {
  const isCounted = existsSync(checkpoint) || existsSync(previousCheckpoint);
  if (isCounted || journalBytes(journal) < LONG) return (task) => survey(task, pause);
  const found = surveyInThread({ ...asked, journal, settled: new Map() });
  found.catch(() => {}); // told where it is asked for
  // Without a checkpoint no run was settled yet; but somebody may have written one since.
  return (task) => (task.settled.size === 0 ? found : survey(task, pause));
}
