// One line for each hook: sorted by any column, searched by any word.

import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Overview } from '../api/types.ts';
import { count, counted } from './format.ts';
import type { Go } from './hook-name.tsx';
import { HookTableRow } from './hook-row.tsx';
import type { Live } from './live.ts';
import { COLUMNS, type Column, type Route, type Sorting } from './route.ts';
import { matchesSearch, tableRows } from './rows.ts';
import { SearchField } from './search-field.tsx';
import { nextOrder, ordered, type TableOrder } from './table-order.ts';

interface HookTableProps {
  readonly overview: Overview;
  readonly live: Live;
  readonly route: Route;
  readonly go: Go;
  /** The hook whose detail view was left for this. */
  readonly cameFrom: string | undefined;
}

/** More rows than this at a time make a browser slow. */
const STEP = 500;

export function HookTable({ overview, live, route, go, cameFrom }: HookTableProps): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  const isHeld = useRef(false);
  const [most, setMost] = useState(STEP);
  const order = useRef<TableOrder>(undefined);
  const { clockAhead } = live;
  const rows = useMemo(() => tableRows(overview, live.deltas), [overview, live.deltas]);
  const found = useMemo(() => rows.filter((row) => matchesSearch(row, route.search)), [rows, route.search]);
  const { sorting, search } = route;
  order.current = nextOrder(order.current, found, { sorting, search, now: live.now, isHeld: isHeld.current });
  useEffect(() => {
    for (const cell of body.current?.querySelectorAll<HTMLElement>('th.hook') ?? [])
      if (cell.dataset['hook'] === cameFrom) cell.querySelector('a')?.focus();
  }, []);
  return (
    <section class="panel hooks" aria-labelledby="hooks">
      <div class="toolbar">
        <h2 id="hooks">Hooks</h2>
        <SearchField route={route} go={go} />
        <p class="quiet" role="status">
          {search === '' ? counted(rows.length, 'hook') : `${found.length} of ${counted(rows.length, 'hook')}`}
        </p>
        <SortChoice route={route} go={go} />
      </div>
      <table role="table" aria-labelledby="hooks">
        <thead role="rowgroup">
          <tr role="row">
            {HEADS.map((head) => (
              <Head key={head.name} head={head} route={route} go={go} />
            ))}
          </tr>
        </thead>
        <tbody
          role="rowgroup"
          ref={body}
          onPointerEnter={() => {
            isHeld.current = true;
          }}
          onPointerLeave={() => {
            isHeld.current = false;
          }}
        >
          {ordered(found, order.current)
            .slice(0, most)
            .map((row) => (
              <HookTableRow key={row.hook} row={row} clockAhead={clockAhead} route={route} go={go} />
            ))}
        </tbody>
      </table>
      {found.length > most && (
        <p class="more">
          <button type="button" onClick={() => setMost(most + STEP)}>
            Show {Math.min(STEP, found.length - most)} more
          </button>{' '}
          <span class="quiet">
            {counted(most, 'hook')} of {count(found.length)} are shown; searching and sorting look at all.
          </span>
        </p>
      )}
      {found.length === 0 && (
        <p class="quiet none">{search === '' ? 'No hook ran.' : 'No hook matches this search.'}</p>
      )}
    </section>
  );
}

interface HeadText {
  readonly name: string;
  readonly column: Column | undefined;
  readonly says: string;
  readonly means: string;
}

const HEADS: readonly HeadText[] = [
  { name: 'hook', column: 'hook', says: 'Hook', means: 'Its name, its events and agents' },
  { name: 'state', column: 'state', says: 'State', means: 'How it is now; the worst come first when sorted' },
  { name: 'runs', column: 'runs', says: 'Runs', means: 'In this time' },
  { name: 'success', column: 'success', says: 'Success', means: 'Share of runs that succeeded or blocked' },
  { name: 'p50', column: 'p50', says: 'p50', means: 'Half of its runs take less' },
  { name: 'p95', column: 'p95', says: 'p95', means: '95 of 100 runs take less' },
  { name: 'share', column: 'share', says: 'Share of time', means: 'Of the time of all hooks together' },
  { name: 'trend', column: undefined, says: 'Trend', means: 'Medians over the time; ticks below are failures' },
  { name: 'last', column: 'last', says: 'Last run', means: 'And how it ended, if not well' },
];

function Head({ head, route, go }: { head: HeadText; route: Route; go: Go }): JSX.Element {
  const { column, name, says, means } = head;
  if (column === undefined)
    return (
      <th scope="col" role="columnheader" class={name} title={means}>
        {says}
      </th>
    );
  const isSorted = route.sorting.column === column;
  const mark = isSorted ? (route.sorting.direction === 'ascending' ? '▲' : '▼') : '';
  return (
    <th
      scope="col"
      role="columnheader"
      class={name}
      title={means}
      aria-sort={isSorted ? route.sorting.direction : 'none'}
    >
      <button type="button" onClick={() => go({ ...route, sorting: clicked(route.sorting, column) }, 'replace')}>
        {says}
        <span class="sorted" aria-hidden="true">
          {mark}
        </span>
      </button>
    </th>
  );
}

/** Names begin at A, and anything else at the most; a second click turns it around. */
function clicked({ column: before, direction }: Sorting, column: Column): Sorting {
  if (before === column) return { column, direction: direction === 'ascending' ? 'descending' : 'ascending' };
  return { column, direction: column === 'hook' || column === 'success' ? 'ascending' : 'descending' };
}

/** On a narrow screen the columns have no heads. */
function SortChoice({ route, go }: { route: Route; go: Go }): JSX.Element {
  const choose = (event: TargetedEvent<HTMLSelectElement>): void => {
    const column = COLUMNS.find((each) => each === event.currentTarget.value) ?? 'share';
    go({ ...route, sorting: clicked({ column: 'hook', direction: 'descending' }, column) }, 'replace');
  };
  return (
    <label class="sort-choice">
      Sort by{' '}
      <select value={route.sorting.column} onChange={choose}>
        {HEADS.map(({ column, says }) => column !== undefined && <option value={column}>{says}</option>)}
      </select>
    </label>
  );
}
