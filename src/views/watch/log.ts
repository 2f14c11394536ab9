// The runs as they end, the newest on top: the place to look at never moves.

import type { Identity } from '../../journal/record.ts';
import { matches } from './rows.ts';
import type { WatchedRun } from './run.ts';
import { left, right, type Span } from './spans.ts';
import type { WatchView } from './view.ts';
import { duration, named, outcomeTone, outcomeWords } from './words.ts';

/** At most so many lines with the heading. What is read of the past would only rush by, and is shown when it is read. */
export function logLines(view: WatchView, lines: number): readonly (readonly Span[])[] {
  const isReading = view.about.reading !== undefined;
  const runs = isReading ? [] : newest(view, Math.max(0, lines - 1));
  const widths = widthsFor(view.size.columns);
  const { indent, gap } = widths;
  const titles = [left('ENDED', TIME), left('HOW', OUTCOME), right('TIME', DURATION), left('HOOK', widths.hook)];
  const more = widths.event > 0 ? [left('EVENT', widths.event), 'PROJECT'] : [];
  return [
    [[`${indent}${[...titles, ...more].join(gap)}`, 'bold']],
    ...runs.map((run) => logLine(run, view, widths)),
    ...(runs.length === 0 ? [[[`${indent}${isReading ? '…' : 'no run yet'}`, 'dim'] as const]] : []),
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
  readonly indent: string;
  readonly gap: string;
  readonly hook: number;
  readonly event: number;
  readonly project: number;
}

/** Event and project are shown where the hook's name has room enough beside them. */
function widthsFor(columns: number): Widths {
  const [indent, gap] = columns < NARROW ? ['', ' '] : ['  ', '  '];
  const room = columns - indent.length - TIME - OUTCOME - DURATION - 3 * gap.length;
  if (room < 40) return { indent, gap, hook: Math.min(HOOK.most, Math.max(HOOK.least, room)), event: 0, project: 0 };
  const hook = Math.min(HOOK.most, Math.floor(room * 0.4));
  const event = Math.min(24, Math.floor((room - hook - 4) * 0.55));
  return { indent, gap, hook, event, project: room - hook - event - 4 };
}

const NARROW = 60;

function logLine(run: WatchedRun, { calendar, now }: WatchView, widths: Widths): readonly Span[] {
  const { identity, at, us, outcome } = run;
  const { indent, gap, hook, event, project } = widths;
  const isToday = calendar.dayOf(at) === calendar.dayOf(now);
  const cells: readonly Span[] = [
    [left(isToday ? calendar.time(at) : calendar.date(at), TIME), 'dim'],
    [left(outcomeWords(run), OUTCOME), outcomeTone(outcome)],
    [right(duration(us), DURATION)],
    [left(named(identity.hook, hook), hook)],
    ...(event === 0 ? [] : details(identity, event, project)),
  ];
  return cells.flatMap((cell, i): readonly Span[] => [[i === 0 ? indent : gap], cell]);
}

const details = (identity: Identity, event: number, project: number): readonly Span[] => [
  [left(named(identity.event, event), event), 'dim'],
  [named(identity.project, project), 'dim'],
];
