// Lines and bars over time.

import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { LIMIT, USUAL } from '../colours.ts';
import type { DataLink } from '../links.ts';
import { described, fixedColour, type Property, type Query, ranged, type Words } from './common.ts';

export interface OverTimeSpec extends Words {
  readonly queries: readonly Query[];
  readonly look: 'lines' | 'stacked bars' | 'stacked areas';
  /** The shortest step, `5m`: hooks run now and then, and a window has to hold a few runs. */
  readonly every?: string;
  /** By the name in the legend. */
  readonly colours?: Readonly<Record<string, string>>;
  /** Series, by the name in the legend, that are drawn as a band from the first to the second. */
  readonly band?: readonly [upper: string, lower: string];
  /** Series, by the name in the legend, that are drawn as dashed red lines. */
  readonly limits?: readonly string[];
  readonly max?: number;
  readonly decimals?: number;
  readonly link?: DataLink;
  /** Columns of the legend; `['max']`. */
  readonly calcs?: readonly string[];
}

export function overTime(spec: OverTimeSpec): PanelBuilder {
  const panel = described(new PanelBuilder(), spec)
    .targets(spec.queries.map(ranged))
    .min(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(legend(spec.calcs));
  draw(panel, spec.look);
  if (spec.every !== undefined) panel.interval(spec.every);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  for (const [name, properties] of rulesOf(spec)) panel.overrideByName(name, [...properties]);
  // As a plain object: the SDK's builder for links adds the fields of dashboard links.
  if (spec.link !== undefined) panel.overrideByFieldType('number', [{ id: 'links', value: [spec.link] }]);
  return panel;
}

function draw(panel: PanelBuilder, look: OverTimeSpec['look']): void {
  if (look === 'lines') {
    // An hour without a run is no break in how a hook behaves, half a day is.
    panel
      .lineWidth(2)
      .fillOpacity(0)
      .showPoints(VisibilityMode.Auto)
      .spanNulls(6 * 3_600_000);
    return;
  }
  panel
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .lineWidth(1)
    .showPoints(VisibilityMode.Never);
  if (look === 'stacked bars') panel.drawStyle(GraphDrawStyle.Bars).fillOpacity(80).lineWidth(0);
  else panel.fillOpacity(40);
}

const legend = (calcs: readonly string[] | undefined): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .placement(LegendPlacement.Bottom)
    .displayMode(calcs === undefined ? LegendDisplayMode.List : LegendDisplayMode.Table)
    .calcs([...(calcs ?? [])]);

function rulesOf({
  colours = {},
  band,
  limits = [],
}: OverTimeSpec): (readonly [name: string, properties: readonly Property[]])[] {
  const coloured = Object.entries(colours).map(([name, colour]) => [name, [fixedColour(colour)]] as const);
  const dashed = limits.map(
    (name) => [name, [fixedColour(LIMIT), { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }]] as const,
  );
  return [...coloured, ...dashed, ...(band === undefined ? [] : bandRules(band))];
}

const bandRules = ([upper, lower]: readonly [string, string]): (readonly [string, readonly Property[]])[] => [
  [
    upper,
    [
      fixedColour(USUAL),
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillBelowTo', value: lower },
      { id: 'custom.fillOpacity', value: 20 },
    ],
  ],
  [lower, [fixedColour(USUAL), { id: 'custom.lineWidth', value: 0 }]],
];
