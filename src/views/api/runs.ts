// The latest runs.

import type { HookRuns, RunHistory } from '../../insight/runs.ts';
import { OUTCOMES } from '../../ledger/outcome.ts';
import type { RunItem, RunsAnswer } from './types.ts';

/** Newest first. */
export function latestRuns(history: RunHistory, limit: number): RunsAnswer {
  const runs = history.hooks
    .flatMap((hook) => lastOf(hook, limit).map((i) => ({ hook, i })))
    .sort((a, b) => (b.hook.at[b.i] ?? 0) - (a.hook.at[a.i] ?? 0));
  return { runs: runs.slice(0, limit).map(({ hook, i }) => runItem(hook, i, history)) };
}

const lastOf = ({ length }: HookRuns, limit: number): number[] =>
  Array.from({ length: Math.min(limit, length) }, (_, i) => length - 1 - i);

function runItem(runs: HookRuns, i: number, { identities, errors }: RunHistory): RunItem {
  const { event = '', agent = '', project = '' } = identities[runs.identity[i] ?? 0] ?? {};
  const us = runs.us[i] ?? Number.NaN;
  const outcome = OUTCOMES[runs.outcome[i] ?? 0] ?? 'success';
  const error = errors[runs.error[i] ?? 0] ?? '';
  return {
    hook: runs.hook,
    event,
    agent,
    project,
    at: Math.round((runs.at[i] ?? 0) / 1e3),
    ms: Number.isNaN(us) ? null : us / 1e3,
    outcome,
    code: outcome === 'success' ? 0 : outcome === 'failed' ? Number(error) : null,
  };
}
