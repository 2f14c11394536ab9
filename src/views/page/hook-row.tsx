// One line of the table.

import { Component, type ComponentChildren, type JSX } from 'preact';
import { printable } from '../printable.ts';
import { Age } from './age.tsx';
import { Badges } from './badges.tsx';
import { count, duration, NOTHING, percent } from './format.ts';
import { type Go, HookLink } from './hook-name.tsx';
import { LOOKS } from './outcomes.ts';
import type { Route } from './route.ts';
import type { TableRow } from './rows.ts';
import { Sparkline } from './sparkline.tsx';

interface RowProps {
  readonly row: TableRow;
  /** The server's clock minus this machine's, in milliseconds. */
  readonly clockAhead: number;
  readonly route: Route;
  readonly go: Go;
}

/**
 * Of 500 rows, only those that have changed are drawn anew. Not by handing out the same element again: an element refers to the table that it
 * was first drawn in, and so to all rows of that moment.
 */
export class HookTableRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, clockAhead, route, go } = this.props;
    return next.row !== row || next.clockAhead !== clockAhead || next.route !== route || next.go !== go;
  }

  override render(): JSX.Element {
    return <Row {...this.props} />;
  }
}

const Row = ({ row, clockAhead, route, go }: RowProps): JSX.Element => (
  <tr role="row" class={row.kind}>
    <th scope="row" role="rowheader" class="hook" data-hook={row.hook}>
      <HookLink hook={row.hook} route={route} go={go} />
      <span class="places">{placesOf(row)}</span>
    </th>
    <td role="cell" class="state">
      <Badges state={row.state} most={2} />
    </td>
    {row.kind === 'ran' ? <Figures row={row} clockAhead={clockAhead} /> : <NoFigures />}
  </tr>
);

type Ran = Extract<TableRow, { kind: 'ran' }>;

function Figures({ row: { row, live }, clockAhead }: { row: Ran; clockAhead: number }): JSX.Element {
  const look = live.lastOutcome === null ? undefined : LOOKS[live.lastOutcome];
  return (
    <>
      <Cell name="runs">{count(live.runs)}</Cell>
      <Cell name="success" tone={live.failures > 0 ? 'some' : ''}>
        {percent(live.successRate)}
      </Cell>
      <Cell name="p50">{duration(row.p50_ms)}</Cell>
      <Cell name="p95">{duration(row.p95_ms)}</Cell>
      <Cell name="share">
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${Math.min(100, 100 * row.share)}%` }} />
        </span>
        <span class="number">{percent(row.share)}</span>
      </Cell>
      <td role="cell" class="trend">
        <Sparkline row={row} />
      </td>
      <Cell name="last">
        {live.last === undefined ? NOTHING : <Age at={live.last} clockAhead={clockAhead} />}
        {look !== undefined && live.lastOutcome !== 'success' && (
          <span class="mark" style={{ color: `var(${look.colour})` }} title={look.name}>
            {' '}
            <span aria-hidden="true">{look.mark}</span>
            <span class="unseen">{look.name}</span>
          </span>
        )}
      </Cell>
    </>
  );
}

const NoFigures = (): JSX.Element => (
  <>
    <Cell name="runs">0</Cell>
    {['success', 'p50', 'p95', 'share', 'trend', 'last'].map((name) => (
      <Cell key={name} name={name}>
        {NOTHING}
      </Cell>
    ))}
  </>
);

const Cell = ({ name, tone, children }: { name: string; tone?: string; children: ComponentChildren }): JSX.Element => (
  <td role="cell" class={`${name} number ${tone ?? ''}`}>
    {children}
  </td>
);

function placesOf(row: TableRow): string {
  const places = row.kind === 'ran' ? [...row.row.events, ...row.row.agents] : row.places;
  return places.filter(Boolean).map(printable).join(' · ');
}
