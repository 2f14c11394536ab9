// One line for each hook. Columns are as wide as the terminal allows, whatever is in them: nothing moves when a number grows.

import { conditionSpan } from './condition.ts';
import type { HookLine } from './rows.ts';
import { left, right, type Span } from './spans.ts';
import { sparkline } from './sparkline.ts';
import type { WatchView } from './view.ts';
import { count, duration, named } from './words.ts';

/** So many lines with the heading, around the hook that is marked. */
export function tableLines(view: WatchView, all: readonly HookLine[], lines: number): readonly (readonly Span[])[] {
  const columns = columnsFor(view.size.columns);
  const room = Math.max(0, lines - 1);
  const marked = all.findIndex(({ hook }) => hook.hook === view.screen.selected);
  const first = Math.max(0, Math.min(marked - Math.floor(room / 2), all.length - room));
  const shown = all.slice(first, first + room);
  const heading = columns.map(({ title, width, isRight }) => (isRight ? right : left)(title, width)).join('  ');
  return [
    [[`  ${heading}`, 'bold']],
    ...shown.map((line) => hookLine(line, columns, view)),
    ...(all.length === 0 ? [[['  no hook has that in one of its names', 'dim'] as const]] : []),
  ];
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly isRight: boolean;
  spans(line: HookLine, view: WatchView, width: number): readonly Span[];
}

/** The narrowest the hook's column gets, and where more room no longer helps it. */
const HOOK = { narrow: 10, least: 16, most: 34 };
const SPARK = { least: 10, most: 40 };

const text = (title: string, width: number, isRight: boolean, spans: Column['spans']): Column => ({
  title,
  width,
  isRight,
  spans,
});
const number = (title: string, width: number, value: (line: HookLine, view: WatchView) => Span): Column =>
  text(title, width, true, (line, view) => {
    const [words, tone] = value(line, view);
    return [[right(words, width), tone]];
  });

const RUNS = number('RUNS', 6, ({ hook }, { state }) => {
  const { runs } = hook.on(state.period);
  return [count(runs), runs === 0 ? 'dim' : 'plain'];
});
const FAILED = number('FAIL', 5, ({ hook }, { state }) => {
  const { failures } = hook.on(state.period);
  return [count(failures), failures === 0 ? 'dim' : 'red'];
});
const P50 = number('P50', 6, ({ hook }) => [duration(hook.p50)]);
const P95 = number('P95', 6, ({ hook, condition }) => [
  duration(hook.p95),
  condition === 'near timeout' ? 'yellow' : 'plain',
]);
const LAST = text('LAST', 8, false, ({ hook: { lastAt } }, { calendar, now }) => {
  if (lastAt === undefined) return [[left('-', 8), 'dim']];
  const isToday = calendar.dayOf(lastAt) === calendar.dayOf(now);
  return [[left(isToday ? calendar.time(lastAt) : calendar.date(lastAt), 8), 'dim']];
});
const STATE = text('STATE', 14, false, (line) => [conditionSpan(line, false)]);
const SHORT_STATE = text('STATE', 9, false, (line) => [conditionSpan(line, true)]);
const NARROW = 60;
const RECENT = text('RECENT', SPARK.least, false, ({ hook }, _view, width) => sparkline(hook.recent, width));
const NAME = text('HOOK', HOOK.least, false, ({ hook }, _view, width) => [[left(named(hook.hook, width), width)]]);

/** In the order in which they stand; what is left out first where it is narrow has the highest number. */
const COLUMNS: readonly (readonly [column: Column, dispensable: number])[] = [
  [NAME, 0],
  [RUNS, 1],
  [FAILED, 1],
  [P50, 3],
  [P95, 2],
  [RECENT, 4],
  [LAST, 5],
  [STATE, 0],
];

function columnsFor(width: number): readonly Column[] {
  for (let most = 5; ; most--) {
    const columns = COLUMNS.filter(([, dispensable]) => dispensable <= most).map(([column]) => fitted(column, width));
    const spare = width - 2 - columns.reduce((sum, column) => sum + column.width + 2, -2);
    if (spare >= 0 || most === 0) return widened(columns, Math.max(0, spare));
  }
}

function fitted(column: Column, width: number): Column {
  if (width >= NARROW) return column;
  if (column === NAME) return { ...NAME, width: HOOK.narrow };
  return column === STATE ? SHORT_STATE : column;
}

/** Room that is left goes to the names and the bars. */
function widened(columns: readonly Column[], spare: number): readonly Column[] {
  const hasRecent = columns.some(({ title }) => title === RECENT.title);
  const forHook = Math.min(hasRecent ? Math.ceil(spare * 0.6) : spare, HOOK.most - HOOK.least);
  const forRecent = Math.min(spare - forHook, SPARK.most - SPARK.least);
  const more = new Map([
    [NAME.title, forHook],
    [RECENT.title, forRecent],
  ]);
  return columns.map((column) => ({ ...column, width: column.width + (more.get(column.title) ?? 0) }));
}

function hookLine(line: HookLine, columns: readonly Column[], view: WatchView): readonly Span[] {
  const isMarked = line.hook.hook === view.screen.selected;
  const cells = columns.flatMap((column, i) => [...gap(i), ...column.spans(line, view, column.width)]);
  if (!isMarked) return [['  '], ...cells];
  const whole = cells.map(([words]) => words).join('');
  return [[left(`› ${whole}`, view.size.columns), view.colour ? 'selected' : 'plain']];
}

const gap = (i: number): readonly Span[] => (i === 0 ? [] : [['  ']]);
