// The first lines of the live view: how today goes, and whether what counts it is well.

import { assertNever } from '../../base/assert-never.ts';
import { percent } from '../../base/percent.ts';
import { ends, type Span, widthOf } from './spans.ts';
import type { About, SidecarState, WatchView } from './view.ts';
import { count, named } from './words.ts';

/** Two lines. */
export function headLines(view: WatchView): readonly (readonly Span[])[] {
  const { columns } = view.size;
  return [ends(title(view), [[view.calendar.time(view.now), 'dim']], columns), fitted(facts(view), columns)];
}

function title({ about, size, screen }: WatchView): readonly Span[] {
  const room = size.columns - TITLE.length - CLOCK - 4;
  const mark: readonly Span[] = screen.paused ? [['  '], ['PAUSED', 'yellow']] : [];
  const where = about.only === '' ? about.dir : about.only;
  const space = room - widthOf(mark);
  return [[TITLE, 'bold'], ...mark, ['  '], [named(where, Math.max(0, space)), 'dim']];
}

const TITLE = 'hookmeter watch';
const CLOCK = 8;

/** What matters most stands first: a narrow terminal shows as many as fit. */
function facts({ state, about }: WatchView): readonly (readonly Span[])[] {
  let runs = 0;
  let failures = 0;
  for (const hook of state.hooks.values()) {
    const counts = hook.on(state.period);
    runs += counts.runs;
    failures += counts.failures;
  }
  const rate: Span = runs === 0 ? ['no run yet', 'dim'] : [`${percent(runs - failures, runs).toFixed(2)}% ok`];
  return [
    [
      [`${about.period} `, 'dim'],
      [`${count(runs)} ${runs === 1 ? 'run' : 'runs'}`, 'bold'],
    ],
    [rate],
    [failures === 0 ? ['0 failed', 'dim'] : [`${count(failures)} failed`, 'red']],
    [about.reading === undefined ? [`${count(state.open.size)} open`] : readingSpan(about.reading)],
    ...warnings(about),
    sidecar(about.sidecar),
  ];
}

/** So that it has room beside the rest on most terminals. */
const LONGEST_TROUBLE = 60;

const readingSpan = (share: number): Span => [`reading ${Math.floor(100 * share)}%`, 'cyan'];

function warnings({ refused, trouble }: About): readonly (readonly Span[])[] {
  const lines: readonly Span[] =
    refused === 0 ? [] : [[`${count(refused)} ${refused === 1 ? 'line' : 'lines'} refused`, 'yellow']];
  const troubles: readonly Span[] = trouble === undefined ? [] : [[named(trouble, LONGEST_TROUBLE), 'yellow']];
  return [...lines, ...troubles].map((span) => [span]);
}

function sidecar(state: SidecarState): readonly Span[] {
  switch (state.kind) {
    case 'counting':
      return state.unreadBytes === 0
        ? [['sidecar counts', 'green']]
        : [['sidecar counts', 'green'], [`, ${amount(state.unreadBytes)} behind`]];
    case 'unknown': // nobody was asked yet
      return [];
    case 'starting':
      return [['sidecar starts', 'cyan']];
    case 'none':
      return [['no sidecar', 'dim']];
    case 'silent':
      return [['sidecar does not answer', 'yellow']];
    default:
      return assertNever(state);
  }
}

function amount(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

const GAP: Span = ['   '];

function fitted(facts: readonly (readonly Span[])[], width: number): readonly Span[] {
  const line: Span[] = [];
  for (const fact of facts) {
    if (fact.length === 0) continue;
    const next: readonly Span[] = line.length === 0 ? fact : [GAP, ...fact];
    if (widthOf(line) + widthOf(next) > width) break;
    line.push(...next);
  }
  return line;
}
