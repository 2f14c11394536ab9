// When which question is asked: at once where somebody waits for the answer, otherwise seldom, and never two of a kind at a time.

import { ANSWERS } from './answers.ts';
import { type Asked, ask, query } from './ask.ts';
import type { Happening, PageState } from './state.ts';

export interface Refresh {
  /** Asks everything anew, and drops what is still on its way. */
  all(): void;
  /** Asks what the hook that is looked at needs. */
  detail(): void;
  /** Something has happened that the overview does not know: it is asked soon. `isUrgent` where a row is missing. */
  changed(isUrgent: boolean): void;
  /** Asks nothing by itself until `all`. */
  pause(): void;
}

const EVERY_MS = 15_000;
const URGENT_MS = 1_500;
/** The ranges move even when nothing happens. */
const IDLE_MS = 60_000;
const RETRY_MS = 1_000;
const LATEST = 40;

export function createRefresh(state: () => PageState, tell: (happening: Happening) => void): Refresh {
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;
  let asked = Number.NEGATIVE_INFINITY;
  let insightsAsked = Number.NEGATIVE_INFINITY;

  async function askAll(): Promise<void> {
    asked = Date.now();
    due = Number.POSITIVE_INFINITY;
    clearTimeout(timer);
    const { signal } = abort;
    const { range } = state().route;
    const overview = await ask(`overview${query(range)}`, ANSWERS.overview, signal);
    if (signal.aborted) return;
    use(overview, (value) => tell({ kind: 'overview', overview: value }));
    if (overview.kind === 'trouble') return schedule(RETRY_MS);
    await askDetail(signal);
    await askInsights(signal);
    if (!signal.aborted) schedule(IDLE_MS);
  }

  async function askInsights(signal: AbortSignal): Promise<void> {
    if (signal.aborted || Date.now() - insightsAsked < IDLE_MS) return;
    insightsAsked = Date.now();
    const insights = await ask(`insights${query(state().route.range)}`, ANSWERS.insights, signal);
    if (insights.kind !== 'answer') insightsAsked = Number.NEGATIVE_INFINITY;
    if (!signal.aborted) use(insights, (value) => tell({ kind: 'insights', insights: value }));
  }

  async function askDetail(signal: AbortSignal): Promise<void> {
    const { hook, range } = state().route;
    if (hook === undefined || signal.aborted) return;
    const detail = await ask(`hook${query(range, { name: hook })}`, ANSWERS.detail, signal);
    if (signal.aborted) return;
    if (detail.kind === 'unknown') return tell({ kind: 'detail', hook, detail: undefined });
    use(detail, (value) => tell({ kind: 'detail', hook, detail: value }));
  }

  async function askRuns(): Promise<void> {
    const { signal } = abort;
    const runs = await ask(`runs?limit=${LATEST}`, ANSWERS.runs, signal);
    if (!signal.aborted && runs.kind === 'answer') tell({ kind: 'runs', runs: runs.value });
  }

  function use<T>(answer: Asked<T>, take: (value: T) => void): void {
    if (answer.kind === 'answer') take(answer.value);
    if (answer.kind === 'trouble') tell({ kind: 'trouble', trouble: answer.trouble });
    if (answer.kind === 'unknown')
      tell({ kind: 'trouble', trouble: { kind: 'refused', status: 404, says: 'This sidecar has no such answer.' } });
  }

  /** Earlier questions stay as early as they are. */
  function schedule(afterMs: number): void {
    const at = Date.now() + afterMs;
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(() => void askAll(), afterMs);
  }

  return {
    all() {
      abort.abort();
      abort = new AbortController();
      insightsAsked = Number.NEGATIVE_INFINITY;
      void askAll();
      void askRuns();
    },
    detail() {
      void askDetail(abort.signal);
    },
    changed(isUrgent) {
      schedule(Math.max(0, asked + (isUrgent ? URGENT_MS : EVERY_MS) - Date.now()));
    },
    pause() {
      abort.abort();
      abort = new AbortController();
      clearTimeout(timer);
      due = Number.POSITIVE_INFINITY;
    },
  };
}
