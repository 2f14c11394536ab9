// Bars that rank: the longest is where to begin.

import { PanelBuilder as BarChartBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataLink } from '../links.ts';
import { described, instant, tabular, type Words } from './common.ts';
import { type StatSpec, thresholds } from './stat.ts';

export interface RankingSpec extends Words {
  /** Largest first: `topk` answers so. */
  readonly expr: string;
  readonly legend: string;
  readonly colour: string;
  readonly link: DataLink;
  /** Colours by value instead of the one. */
  readonly steps?: StatSpec['steps'];
  readonly max?: number;
  readonly decimals?: number;
}

export function ranking(spec: RankingSpec): PanelBuilder {
  const panel = described(new PanelBuilder(), spec)
    .withTarget(instant(spec.expr, 0, spec.legend))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .showUnfilled(true)
    .min(0)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .overrideByFieldType('number', [{ id: 'links', value: [spec.link] }]);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.steps === undefined)
    panel.colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(spec.colour));
  else panel.colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds)).thresholds(thresholds(spec.steps));
  return panel;
}

export interface ByLabelSpec extends Words {
  readonly expr: string;
  /** The label that becomes the horizontal axis, in the order of its text. */
  readonly label: string;
  /** What the axis and the bars are called. */
  readonly names: readonly [axis: string, bars: string];
  readonly colour: string;
}

/** Upright bars, one for each value of a label. */
export function byLabel(spec: ByLabelSpec): BarChartBuilder {
  const [axis, bars] = spec.names;
  return described(new BarChartBuilder(), spec)
    .withTarget(tabular(spec.expr))
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: {}, renameByName: { [spec.label]: axis, Value: bars } },
    })
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: axis }] } })
    .xField(axis)
    .orientation(VizOrientation.Vertical)
    .showValue(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(false)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(spec.colour))
    .min(0);
}
