// What the person in front of the live view has chosen, and what each key does to it.

import { assertNever } from '../../base/assert-never.ts';

export const SORTS = ['attention', 'runs', 'failures', 'p95', 'last run', 'name'] as const;
export type Sort = (typeof SORTS)[number];

export interface Screen {
  /** Only what has this in one of its names is shown; '' for everything. */
  readonly filter: string;
  /** The filter is being typed. */
  readonly typing: boolean;
  readonly sort: Sort;
  /** The hook that is marked. */
  readonly selected: string | undefined;
  readonly paused: boolean;
  readonly help: boolean;
}

export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'up' | 'down' | 'page up' | 'page down' | 'home' | 'end' }
  | { readonly kind: 'enter' | 'escape' | 'backspace' | 'interrupt' | 'suspend' | 'redraw' };

/** What the terminal is to do; 'nothing' but to show the screen. */
export type Wish = 'nothing' | 'quit' | 'suspend' | 'redraw';

export interface Pressed {
  readonly screen: Screen;
  readonly wish: Wish;
}

export const FIRST_SCREEN: Screen = {
  filter: '',
  typing: false,
  sort: 'attention',
  selected: undefined,
  paused: false,
  help: false,
};

/** `order` gives the hooks in the table, from above. */
export function press(screen: Screen, key: Key, order: () => readonly string[]): Pressed {
  if (key.kind === 'interrupt') return { screen, wish: 'quit' };
  if (key.kind === 'suspend' || key.kind === 'redraw') return { screen, wish: key.kind };
  if (screen.typing) return stay(typed(screen, key));
  if (key.kind === 'text' && key.text === 'q') return { screen, wish: 'quit' };
  if (screen.help) return stay({ ...screen, help: false });
  return stay(commanded(screen, key, order));
}

const stay = (screen: Screen): Pressed => ({ screen, wish: 'nothing' });

function typed(screen: Screen, key: Key): Screen {
  switch (key.kind) {
    case 'text':
      return { ...screen, filter: (screen.filter + key.text).slice(0, LONGEST_FILTER) };
    case 'backspace':
      return { ...screen, filter: [...screen.filter].slice(0, -1).join('') };
    case 'escape':
      return { ...screen, filter: '', typing: false };
    case 'enter':
      return { ...screen, typing: false };
    default:
      return screen;
  }
}

const LONGEST_FILTER = 100;

function commanded(screen: Screen, key: Key, order: () => readonly string[]): Screen {
  switch (key.kind) {
    case 'text':
      return lettered(screen, key.text, order);
    case 'escape':
      return screen.filter === '' ? { ...screen, selected: undefined } : { ...screen, filter: '' };
    case 'enter':
      return screen.selected === undefined ? screen : { ...screen, filter: screen.selected.toLowerCase() };
    case 'up':
    case 'down':
    case 'page up':
    case 'page down':
    case 'home':
    case 'end':
      return moved(screen, key.kind, order());
    case 'backspace':
    case 'interrupt':
    case 'suspend':
    case 'redraw':
      return screen;
    default:
      return assertNever(key);
  }
}

function lettered(screen: Screen, text: string, order: () => readonly string[]): Screen {
  switch (text) {
    case '/':
      return { ...screen, typing: true };
    case '?':
    case 'h':
      return { ...screen, help: true };
    case 's':
      return { ...screen, sort: SORTS[(SORTS.indexOf(screen.sort) + 1) % SORTS.length] ?? 'attention' };
    case 'p':
    case ' ':
      return { ...screen, paused: !screen.paused };
    case 'j':
      return moved(screen, 'down', order());
    case 'k':
      return moved(screen, 'up', order());
    case 'g':
      return moved(screen, 'home', order());
    case 'G':
      return moved(screen, 'end', order());
    default:
      return screen;
  }
}

type Move = 'up' | 'down' | 'page up' | 'page down' | 'home' | 'end';
const PAGE = 10;
const STEPS: Readonly<Record<Move, number>> = {
  up: -1,
  down: 1,
  'page up': -PAGE,
  'page down': PAGE,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

/** The first move marks the hook at the top; a hook that has gone is as good as none. */
function moved(screen: Screen, move: Move, order: readonly string[]): Screen {
  const at = screen.selected === undefined ? -1 : order.indexOf(screen.selected);
  const to = at === -1 && STEPS[move] < 0 ? 0 : at + STEPS[move];
  return { ...screen, selected: order[Math.min(order.length - 1, Math.max(0, to))] };
}
