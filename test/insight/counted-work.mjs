// @ts-check
// In a thread of its own, whose engine counts how often each part of the program is run: exact, whatever the machine. Answers with the sum for insight
// into each history that it is given.

import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';

const session = new Session();
session.connect();

/** @param {string} method @param {object} parameters @returns {any} */
function post(method, parameters = {}) {
  let answer;
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw new Error(error.message);
    answer = result;
  });
  return answer;
}

// Only what is loaded from here on is counted.
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { program, histories } = workerData;
const { insightsOf } = await import(`${program}insight/insights.js`);
const { collectRuns } = await import(`${program}insight/runs.js`);
const { identityOf } = await import(`${program}journal/record.js`);

/** @typedef {{ readonly hooks: number, readonly each: number }} History `each` is runs of each hook. */

/** @param {History} history */
function runsOf({ hooks, each }) {
  const collector = collectRuns();
  const identities = Array.from({ length: hooks }, (_, i) => identityOf(`hook ${i}`));
  for (let i = 0; i < hooks * each; i++) {
    const late = hooks === 1 && i >= 0.7 * each; // one hook becomes slower, many stay as they are
    collector.add({
      identity: identities[i % hooks] ?? identityOf(''),
      at: 1_780_000_000_000_000 + Math.floor(i / hooks) * 600_000_000,
      us: (20_000 + ((i * 7919) % 20_011)) * (late ? 2 : 1),
      cpu: 0,
      outcome: i % 53 === 0 ? 'failed' : 'success',
      code: 1,
      timeout: undefined,
    });
  }
  return collector.history();
}

/** @param {History} history */
function stepsFor(history) {
  post('Profiler.takePreciseCoverage'); // and begin anew
  insightsOf(runsOf(history));
  /** @type {{ result: { url: string, functions: { ranges: { count: number }[] }[] }[] }} */
  const { result } = post('Profiler.takePreciseCoverage');
  const ranges = result.filter(({ url }) => url.startsWith(program)).flatMap(({ functions }) => functions);
  return ranges.reduce((sum, { ranges: parts }) => parts.reduce((all, { count }) => all + count, sum), 0);
}

parentPort?.postMessage(histories.map(stepsFor));
