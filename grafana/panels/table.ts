// Tables of instant values. Several queries become one table by their common labels, so all of them have to keep the same ones.

import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { DataLink } from '../links.ts';
import { described, linkedTo, type Property, refIdOf, tabular, type Words } from './common.ts';
import { type StatSpec, thresholds } from './stat.ts';

/** A column of labels. */
export interface LabelColumn {
  readonly label: string;
  readonly title: string;
  readonly link?: DataLink;
  readonly width?: number;
}

/** A column of values. */
export interface ValueColumn {
  readonly expr: string;
  readonly title: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly steps?: StatSpec['steps'];
  readonly width?: number;
}

export interface TableSpec extends Omit<Words, 'unit'> {
  readonly labels: readonly LabelColumn[];
  readonly values: readonly ValueColumn[];
  /** By its title; the largest comes first. */
  readonly sortBy: string;
}

export function table(spec: TableSpec): PanelBuilder {
  const panel = described(new PanelBuilder(), { ...spec, unit: 'short' })
    .targets(spec.values.map(({ expr }, index) => tabular(expr, index)))
    .sortBy([new TableSortByFieldStateBuilder().displayName(spec.sortBy).desc(true)])
    .showHeader(true)
    .filterable(true);
  if (spec.values.length > 1) panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({ id: 'organize', options: columns(spec) });
  for (const { title, link, width } of spec.labels) {
    panel.overrideByName(title, [EMPTY_CELL, ...(link === undefined ? [] : [linkedTo(link)]), ...widthOf(width)]);
  }
  for (const column of spec.values) panel.overrideByName(column.title, propertiesOf(column));
  return panel;
}

/** Otherwise every empty cell says what the panel says when it has no rows. */
const EMPTY_CELL: Property = { id: 'noValue', value: '–' };

function columns({ labels, values }: TableSpec) {
  // Grafana names the values of a table after their query only where there are several.
  const fields = [
    ...labels.map(({ label, title }) => [label, title] as const),
    ...values.map(({ title }, index) => [values.length > 1 ? `Value #${refIdOf(index)}` : 'Value', title] as const),
  ];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(fields.map(([name], index) => [name, index])),
    renameByName: Object.fromEntries(fields),
  };
}

function propertiesOf({ unit, decimals, steps, width }: ValueColumn): Property[] {
  const coloured = [
    { id: 'thresholds', value: thresholds(steps).build() },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
  return [
    EMPTY_CELL,
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(steps === undefined ? [] : coloured),
    ...widthOf(width),
  ];
}

const widthOf = (width: number | undefined): Property[] =>
  width === undefined ? [] : [{ id: 'custom.width', value: width }];
