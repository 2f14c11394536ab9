import type { Micros } from '../base/units.ts';
import { firstAfter } from './buckets.ts';
import type { HookRuns, RunHistory } from './runs.ts';

/** The runs that ended in [from, until]: views of the same columns. Hooks without any are left out. */
export function historyWithin(history: RunHistory, from: Micros, until: Micros): RunHistory {
  const hooks = history.hooks.map((runs) => runsWithin(runs, from, until)).filter(({ length }) => length > 0);
  return { ...history, hooks };
}

function runsWithin(runs: HookRuns, from: Micros, until: Micros): HookRuns {
  const [start, end] = [firstAfter(runs.at, from - 1), firstAfter(runs.at, until)];
  if (start === 0 && end === runs.length) return runs;
  const { hook, at, us, cpu, outcome, identity, error, timeout } = runs;
  return {
    hook,
    length: end - start,
    at: at.subarray(start, end),
    us: us.subarray(start, end),
    cpu: cpu.subarray(start, end),
    outcome: outcome.subarray(start, end),
    identity: identity.subarray(start, end),
    error: error.subarray(start, end),
    timeout,
  };
}
