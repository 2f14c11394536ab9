// The runs as they end, the newest on top: the place to look at never moves.

import { matches } from './watch-rows.ts';
import { left, right, type Span } from './watch-spans.ts';
import type { WatchedRun } from './watch-state.ts';
import type { WatchView } from './watch-view.ts';
import { duration, named, outcomeTone, outcomeWords } from './watch-words.ts';

/** At most so many lines with the heading. */
export function logLines(view: WatchView, lines: number): readonly (readonly Span[])[] {
  const runs = newest(view, Math.max(0, lines - 1));
  const widths = widthsFor(view.size.columns);
  const titles = [left('ENDED', TIME), left('HOW', OUTCOME), right('TIME', DURATION), left('HOOK', widths.hook)];
  const more = widths.event > 0 ? [left('EVENT', widths.event), 'PROJECT'] : [];
  return [
    [[`  ${[...titles, ...more].join('  ')}`, 'bold']],
    ...runs.map((run) => logLine(run, view, widths)),
    ...(runs.length === 0 ? [[['  no run yet', 'dim'] as const]] : []),
  ];
}

function newest({ state: { runs }, screen: { filter } }: WatchView, most: number): readonly WatchedRun[] {
  const found: WatchedRun[] = [];
  for (let i = runs.length - 1; i >= 0 && found.length < most; i--) {
    const run = runs[i];
    if (run !== undefined && matches(run.identity, filter)) found.push(run);
  }
  return found;
}

const TIME = 8;
const OUTCOME = 12;
const DURATION = 6;
const HOOK = { least: 6, most: 34 };

interface Widths {
  readonly hook: number;
  readonly event: number;
  readonly project: number;
}

/** Event and project are shown where the hook's name has room enough beside them. */
function widthsFor(columns: number): Widths {
  const room = columns - 2 - TIME - OUTCOME - DURATION - 3 * 2;
  if (room < 40) return { hook: Math.max(HOOK.least, Math.min(HOOK.most, room)), event: 0, project: 0 };
  const hook = Math.min(HOOK.most, Math.floor(room * 0.4));
  const event = Math.min(24, Math.floor((room - hook - 4) * 0.55));
  return { hook, event, project: room - hook - event - 4 };
}

function logLine(run: WatchedRun, { calendar, now }: WatchView, { hook, event, project }: Widths): readonly Span[] {
  const { identity, at, us, outcome } = run;
  const isToday = calendar.dayOf(at) === calendar.dayOf(now);
  const details: readonly Span[] =
    event === 0
      ? []
      : [['  '], [left(named(identity.event, event), event), 'dim'], ['  '], [named(identity.project, project), 'dim']];
  return [
    ['  '],
    [left(isToday ? calendar.time(at) : calendar.date(at), TIME), 'dim'],
    ['  '],
    [left(outcomeWords(run), OUTCOME), outcomeTone(outcome)],
    ['  '],
    [right(duration(us), DURATION)],
    ['  '],
    [left(named(identity.hook, hook), hook)],
    ...details,
  ];
}
