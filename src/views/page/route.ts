// What the page shows, as the part of its address behind the #: a link to it can be kept, shared and gone back to.

export const RANGES = ['24h', '7d', '30d', 'all'] as const;
export type RangeChoice = (typeof RANGES)[number];

export const COLUMNS = ['hook', 'state', 'runs', 'success', 'p50', 'p95', 'share', 'last'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

export const SCALES = ['log', 'linear'] as const;
export type Scale = (typeof SCALES)[number];

export interface Route {
  readonly range: RangeChoice;
  /** Undefined for the overview. */
  readonly hook: string | undefined;
  readonly sorting: Sorting;
  readonly search: string;
  /** Of the durations in the detail view; undefined for what suits them. */
  readonly scale: Scale | undefined;
}

export const START: Route = {
  range: '7d',
  hook: undefined,
  sorting: { column: 'share', direction: 'descending' },
  search: '',
  scale: undefined,
};

/** Anything that is not understood is what it is at the start. */
export function parseRoute(hash: string): Route {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    range: oneOf(RANGES, words.get('range')) ?? START.range,
    hook: words.get('hook') || undefined,
    sorting: parseSorting(words.get('sort')) ?? START.sorting,
    search: words.get('q') ?? '',
    scale: oneOf(SCALES, words.get('y')),
  };
}

/** Begins with #, and holds only what differs from the start. */
export function routeHash({ range, hook, sorting, search, scale }: Route): string {
  const words = new URLSearchParams();
  if (range !== START.range) words.set('range', range);
  if (hook !== undefined) words.set('hook', hook);
  if (sorting.column !== START.sorting.column || sorting.direction !== START.sorting.direction)
    words.set('sort', `${sorting.direction === 'descending' ? '-' : ''}${sorting.column}`);
  if (search !== '') words.set('q', search);
  if (scale !== undefined) words.set('y', scale);
  return `#${words}`;
}

function parseSorting(text: string | null): Sorting | undefined {
  const column = oneOf(COLUMNS, text?.replace(/^-/, ''));
  if (column === undefined) return undefined;
  return { column, direction: text?.startsWith('-') ? 'descending' : 'ascending' };
}

const oneOf = <T extends string>(all: readonly T[], text: string | null | undefined): T | undefined =>
  all.find((each) => each === text);
