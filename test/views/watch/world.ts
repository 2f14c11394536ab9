// A morning with hooks, for frames: everything in it is the same each time.

import { DAY, type Micros, micros, SECOND } from '../../../src/base/units.ts';
import { identityOf } from '../../../src/journal/record.ts';
import type { Outcome } from '../../../src/ledger/outcome.ts';
import { watchFrame } from '../../../src/views/watch/frame.ts';
import type { WatchedRun } from '../../../src/views/watch/run.ts';
import { FIRST_SCREEN, type Screen } from '../../../src/views/watch/screen.ts';
import { createWatched, type OpenWatchedRun, type Watched } from '../../../src/views/watch/state.ts';
import type { About, Calendar, WatchView } from '../../../src/views/watch/view.ts';

export const NOW = micros(Date.UTC(2026, 10, 25, 14, 3, 22) * 1000);
const iso = (at: Micros): string => new Date(at / 1e3).toISOString();
export const UTC: Calendar = {
  dayOf: (at) => Math.floor(at / DAY),
  time: (at) => iso(at).slice(11, 19),
  date: (at) => iso(at).slice(5, 10),
};

export const ABOUT: About = {
  dir: '/home/ada/.local/state/hookmeter',
  period: 'today',
  only: '',
  sidecar: { kind: 'counting', unreadBytes: 0 },
  refused: 0,
  reading: undefined,
  trouble: undefined,
};

export const named = (hook: string, event = 'PostToolUse', project = 'web') =>
  identityOf(hook, event, 'claude-code', project);

/** A run that ended so many seconds ago. */
export function ended(hook: string, secondsAgo: number, more: Partial<WatchedRun> & { ms?: number } = {}): WatchedRun {
  const { ms = 200, ...rest } = more;
  const outcome: Outcome = rest.outcome ?? 'success';
  const code = outcome === 'success' ? 0 : 1;
  const at = micros(NOW - secondsAgo * SECOND);
  return { identity: named(hook), at, us: micros(ms * 1e3), outcome, code, signal: undefined, ...rest };
}

export function open(hook: string, secondsAgo: number, timeoutSeconds?: number): OpenWatchedRun {
  const timeout = timeoutSeconds === undefined ? undefined : micros(timeoutSeconds * SECOND);
  return { identity: named(hook), at: micros(NOW - secondsAgo * SECOND), timeout };
}

export function stateOf(runs: readonly WatchedRun[], started: readonly OpenWatchedRun[] = []): Watched {
  const state = createWatched(UTC.dayOf);
  state.begin(UTC.dayOf(NOW));
  for (const run of runs) state.ended(undefined, run);
  for (const run of started) state.started(run, run);
  return state;
}

/** Hooks in every condition, with names of every kind. */
export function morning(): Watched {
  const runs: WatchedRun[] = [];
  for (let i = 60; i > 0; i--) {
    runs.push(ended('format', i * 40, { ms: 180 + ((i * 37) % 60) }));
    if (i % 3 === 0)
      runs.push(ended('ticket-guard', i * 40 - 1, { ms: 8, outcome: i % 2 === 0 ? 'blocked' : 'success', code: 2 }));
    if (i % 10 === 0) runs.push(ended('日本語フック', i * 40 - 2, { ms: 1500 + 10 * i }));
    if (i % 20 === 0) runs.push(ended('deploy 👩‍👩‍👧 préview', i * 40 - 3, { ms: 55_000 }));
  }
  runs.push(ended('yesterday', 86_400, { ms: 12 }));
  for (let i = 4; i > 0; i--) runs.push(ended('secret-scan', i * 5, { outcome: 'failed', ms: 36 }));
  runs.push(ended('lint', 4, { outcome: 'not_found', ms: 3, code: 127 }));
  runs.push(ended('evil\u001b[31m\nname', 3, { outcome: 'signaled', signal: 9, ms: 9 }));
  runs.push(ended('typecheck', 2, { outcome: 'timed_out', ms: 60_000 }));
  runs.push(ended('typecheck', 1, { ms: 52_000 }));
  const opened = [
    open('deploy 👩‍👩‍👧 préview', 75, 60),
    open('typecheck', 51, 60),
    open('format', 2),
    open('lint', 0.2),
  ];
  const state = stateOf(runs, opened);
  state.started({}, open('typecheck', 0.1, 60));
  return state;
}

export function view(size: readonly [columns: number, rows: number], more: Partial<WatchView> = {}): WatchView {
  const [columns, rows] = size;
  const state = more.state ?? morning();
  return {
    state,
    screen: FIRST_SCREEN,
    about: ABOUT,
    now: NOW,
    calendar: UTC,
    colour: false,
    utf8: true,
    size: { columns, rows },
    ...more,
  };
}

export const frame = (size: readonly [number, number], more: Partial<WatchView> = {}): string =>
  `${watchFrame(view(size, more)).join('\n')}\n`;

export const screenWith = (more: Partial<Screen>): Screen => ({ ...FIRST_SCREEN, ...more });
