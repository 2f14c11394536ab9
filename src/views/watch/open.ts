// The runs that are under way, the oldest first: what hangs is at the top.

import { assertNever } from '../../base/assert-never.ts';
import { type Micros, since } from '../../base/units.ts';
import { matches } from './rows.ts';
import { left, right, type Span, type Tone } from './spans.ts';
import type { OpenWatchedRun } from './state.ts';
import type { WatchView } from './view.ts';
import { age, type Lateness, LISTED_AFTER, lateness, named } from './words.ts';

/** So many lines, the heading included where there are more than one; the lines stay where they are when nothing runs. */
export function openLines(view: WatchView, lines: number): readonly (readonly Span[])[] {
  const runs = listed(view);
  const heading: readonly (readonly Span[])[] = lines > 1 ? [[[headingOf(runs.length), 'bold']]] : [];
  if (runs.length === 0) return [...heading, [[nothing(view), 'dim']]];
  return [...heading, ...runs.slice(0, lines - heading.length).map((run) => openLine(run, view))];
}

const headingOf = (runs: number): string => (runs === 0 ? 'OPEN RUNS' : `OPEN RUNS (${runs})`);

const nothing = ({ about }: WatchView): string =>
  about.reading === undefined ? '  none longer than half a second' : '  …';

/** Not before the journal is read: what started in the past has mostly ended further down. */
function listed({ state, screen, about, now }: WatchView): readonly OpenWatchedRun[] {
  if (about.reading !== undefined) return [];
  return [...state.open.values()]
    .filter(({ at, identity }) => since(at, now) >= LISTED_AFTER && matches(identity, screen.filter))
    .sort((a, b) => a.at - b.at);
}

function openLine({ identity, at, timeout }: OpenWatchedRun, { now, size }: WatchView): readonly Span[] {
  const running = since(at, now);
  const late = lateness(running, timeout);
  const tone = TONES[late];
  const time = right(age(running), AGE);
  const of = left(timeout === undefined ? '' : `of ${age(timeout)}`, OF);
  const hook = Math.min(32, Math.max(10, Math.floor((size.columns - 22) / 3)));
  const where = [identity.event, identity.project].filter((name) => name !== '').join('  ');
  return [
    [late === 'in time' ? '● ' : '▲ ', late === 'in time' ? 'cyan' : tone],
    [time, tone],
    [' '],
    [of, 'dim'],
    [' '],
    ...gauge(running, timeout, tone, size.columns),
    [left(named(identity.hook, hook), hook), late === 'in time' ? 'plain' : tone],
    ['  '],
    ...words(late, size.columns < NARROW),
    [named(where, size.columns), 'dim'],
  ];
}

const AGE = 6;
const OF = 9;
const TONES: Readonly<Record<Lateness, Tone>> = { 'in time': 'plain', near: 'yellow', past: 'alarm' };

const NARROW = 60;

function words(late: Lateness, isShort: boolean): readonly Span[] {
  switch (late) {
    case 'in time':
      return [];
    case 'near':
      return [[isShort ? 'near' : 'near its timeout', 'yellow'], ['  ']];
    case 'past':
      return [[isShort ? 'past' : 'past its timeout', 'alarm'], ['  ']];
    default:
      return assertNever(late);
  }
}

/** How much of the timeout is used up; nothing on a terminal that needs the room for names. */
function gauge(running: Micros, timeout: Micros | undefined, tone: Tone, columns: number): readonly Span[] {
  if (columns < 72) return [];
  if (timeout === undefined) return [[' '.repeat(GAUGE + 1)]];
  const full = Math.min(GAUGE, Math.round((GAUGE * running) / timeout));
  return [['━'.repeat(full), tone === 'plain' ? 'cyan' : tone], ['─'.repeat(GAUGE - full), 'dim'], [' ']];
}

const GAUGE = 10;
