// One frame of the live view: as many lines as the terminal has, none wider than it is.

import { asciiOf } from './ascii.ts';
import { headLines } from './head.ts';
import { HELP_LINES } from './help.ts';
import { logLines } from './log.ts';
import { openLines } from './open.ts';
import { type HookLine, hookLines } from './rows.ts';
import { ends, lineOf, type Span } from './spans.ts';
import { tableLines } from './table.ts';
import type { WatchView } from './view.ts';
import { named } from './words.ts';

/** The least that everything has its place in. */
export const LEAST = { columns: 40, rows: 10 };

/** Exactly `rows` lines, with terminal codes for colours only. */
export function watchFrame(view: WatchView): readonly string[] {
  const { columns, rows } = view.size;
  const lines = isTooSmall(view) ? [tooSmall(view)] : [...filled(content(view), rows - 1), footer(view)];
  const written = filled(lines, rows).map((line) => lineOf(line, { width: columns, colour: view.colour }));
  return view.utf8 ? written : written.map(asciiOf);
}

type Line = readonly Span[];

const isTooSmall = ({ size }: WatchView): boolean => size.columns < LEAST.columns || size.rows < LEAST.rows;

const tooSmall = ({ size }: WatchView): Line => [
  [`${size.columns}x${size.rows} is too small: ${LEAST.columns}x${LEAST.rows} fits`],
];

function filled(lines: readonly Line[], rows: number): readonly Line[] {
  if (lines.length >= rows) return lines.slice(0, rows);
  return [...lines, ...Array.from({ length: rows - lines.length }, (): Line => [])];
}

function content(view: WatchView): readonly Line[] {
  const head = headLines(view);
  if (view.screen.help) return [...head, ...gap(view), ...HELP_LINES];
  if (view.state.hooks.size === 0) return [...head, [], ...welcome(view)];
  const hooks = hookLines(view.state, view.screen, view.now);
  const places = placesFor(view, hooks);
  return [
    ...head,
    ...gap(view),
    ...filled(openLines(view, places.open), places.open),
    ...gap(view),
    ...filled(tableLines(view, hooks, places.table), places.table),
    ...gap(view),
    ...logLines(view, places.log),
  ];
}

/** Where there are few lines, none of them is left empty. */
const gap = ({ size }: WatchView): readonly Line[] => (size.rows < ROOMY ? [] : [[]]);
const ROOMY = 20;

/** Lines for each part. They depend on the terminal and on how many hooks there are, and not on what happens to run. */
function placesFor({ size }: WatchView, hooks: readonly HookLine[]): { open: number; table: number; log: number } {
  const open = size.rows < 16 ? 1 : Math.min(7, 1 + Math.floor(size.rows / 12));
  const rest = size.rows - 3 - open - (size.rows < ROOMY ? 0 : 3);
  const table = Math.min(1 + Math.max(1, hooks.length), Math.ceil(rest * 0.55));
  return { open, table, log: rest - table };
}

function welcome({ about }: WatchView): readonly Line[] {
  if (about.reading !== undefined) return [[['  reading the journal …', 'dim']]];
  if (about.only !== '') return [[[`  waiting for the first run (${named(about.only, 60)})`]]];
  return [
    [['  waiting for the first run', 'bold']],
    [],
    [['  hookmeter install    '], ['measure the hooks you have', 'dim']],
    [['  hookmeter doctor     '], ['is everything measured?', 'dim']],
  ];
}

function footer({ screen, size, state }: WatchView): Line {
  if (screen.typing)
    return [
      ['/', 'bold'],
      [named(screen.filter, size.columns - 30)],
      ['▏'],
      ['  Enter keeps it, Esc clears it', 'dim'],
    ];
  const sorted: Line = [[`by ${screen.sort}, ${state.hooks.size} hooks`, 'dim']];
  if (screen.help) return [['any key goes back', 'dim']];
  if (screen.filter !== '') {
    const filter = named(screen.filter, Math.max(10, size.columns - 40));
    return ends(
      [
        ['only ', 'bold'],
        [filter, 'bold'],
        ['  Esc shows all', 'dim'],
      ],
      sorted,
      size.columns,
    );
  }
  return ends(size.columns < 64 ? SHORT_KEYS : KEYS, sorted, size.columns);
}

const keys = (pairs: readonly (readonly [string, string])[]): Line =>
  pairs.flatMap(([key, does], i): Line => [[i === 0 ? '' : '  '], [key, 'cyan'], [` ${does}`, 'dim']]);
const KEYS = keys([
  ['q', 'quit'],
  ['/', 'filter'],
  ['↑↓', 'mark'],
  ['s', 'sort'],
  ['p', 'pause'],
  ['?', 'help'],
]);
const SHORT_KEYS = keys([
  ['q', 'quit'],
  ['/', 'filter'],
  ['s', 'sort'],
  ['?', 'help'],
]);
