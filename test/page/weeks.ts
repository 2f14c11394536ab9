// A real sidecar on three invented weeks, and ready to tell all of them: one for all tests of a file, which only look.

import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, type Sidecar, startSidecar } from '../support/hookmeter.ts';
import { until } from '../support/until.ts';

const RUNS = 10_500;

/** Waits until the history is whole: the page would ask again only a minute later. */
export async function startOnThreeWeeks(): Promise<Sidecar> {
  const dir = temporaryFolder();
  await hookmeter(dir, ['demo', '--into', dir]);
  const sidecar = await startSidecar(dir);
  await until(`${RUNS} runs in /api/overview`, async () => {
    const answer = await (await fetch(`${sidecar.url}/api/overview`)).json();
    return answer.runs === RUNS;
  });
  return sidecar;
}
