// The committed dashboards, as far as tests look at them.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../grafana/dashboards/', import.meta.url));

interface Source {
  readonly type?: string;
  readonly uid?: string;
}

export interface Link {
  title: string;
  url: string;
  includeVars?: boolean;
  placement?: string;
}

export interface Property {
  id: string;
  value: unknown;
}

export interface Target {
  expr: string;
  refId: string;
  datasource?: Source;
  instant?: boolean;
  range?: boolean;
  format?: string;
  legendFormat?: string;
}

interface Thresholds {
  steps: { value: number | null; color: string }[];
}

export interface Panel {
  type: string;
  id: number;
  title: string;
  description?: string;
  interval?: string;
  datasource?: Source;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  options?: { reduceOptions?: { calcs: string[] }; legend?: { placement?: string; showLegend?: boolean } };
  fieldConfig: {
    defaults: { unit?: string; noValue?: string; thresholds?: Thresholds; links?: Link[] };
    overrides: { matcher: { id: string; options: string }; properties: Property[] }[];
  };
  transformations?: {
    id: string;
    options: { renameByName?: Record<string, string>; excludeByName?: Record<string, boolean> };
  }[];
}

export interface Variable {
  type: string;
  name: string;
  query: string | { query: string };
  datasource?: Source;
  refresh?: number;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
}

export interface Annotation {
  name: string;
  expr: string;
  datasource?: Source;
  useValueForTime?: boolean;
  placement?: string;
}

export interface Board {
  uid: string;
  title: string;
  id?: number;
  version?: number;
  editable: boolean;
  panels: Panel[];
  links: Link[];
  templating: { list: Variable[] };
  annotations: { list: Annotation[] };
}

/** Fresh copies: a test may break them. */
export const boards = (): readonly Board[] =>
  readdirSync(FOLDER)
    .sort()
    .map((name): Board => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')));

/** Panels that show something: all but the heads of rows. */
export const shown = (board: Board): readonly Panel[] => board.panels.filter(({ type }) => type !== 'row');

/** A query, and where it stands. */
export interface Asked {
  readonly where: string;
  readonly expr: string;
  readonly panel?: Panel;
  readonly target?: Target;
}

export const queriesOf = (board: Board): readonly Asked[] => [
  ...shown(board).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: `${board.uid} › ${panel.title} › ${target.refId}`,
      expr: target.expr,
      panel,
      target,
    })),
  ),
  ...board.annotations.list.map(({ name, expr }) => ({ where: `${board.uid} › annotation ${name}`, expr })),
  ...listsOf(board).map(({ name, series }) => ({ where: `${board.uid} › variable ${name}`, expr: series })),
];

export interface List {
  readonly name: string;
  readonly series: string;
  readonly label: string;
}

/** Variables that ask Prometheus: `label_values(series, label)`. */
export const listsOf = (board: Board): readonly List[] =>
  board.templating.list.flatMap(({ name, query }) => {
    const text = typeof query === 'string' ? query : query.query;
    const [, series, label] = /^label_values\((.*), (\w+)\)$/.exec(text) ?? [];
    return series === undefined || label === undefined ? [] : [{ name, series, label }];
  });

/** As Grafana would ask: everything chosen, a day of data. */
export const filledIn = (expr: string, panel?: Panel): string =>
  withWindows(expr, panel).replaceAll(/\$(?:job|instance|project|agent|event|hook)\b/g, '.*');

/** Only the windows filled in: PromQL already, with the variables still in its strings. */
export function withWindows(expr: string, panel?: Panel): string {
  const step = panel?.interval ?? '15m';
  return expr
    .replaceAll('$__rate_interval', (MINUTES[step] ?? 0) < 15 ? '15m' : step)
    .replaceAll('$__range_s', '86400')
    .replaceAll('$__range', '1d');
}

const MINUTES: Readonly<Record<string, number>> = { '5m': 5, '15m': 15, '30m': 30, '1h': 60, '1d': 1440 };
