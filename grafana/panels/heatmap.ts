// How often which duration, over time.

import { TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { asHeatmap, described, type Words } from './common.ts';

export interface HeatmapSpec extends Words {
  /** By `le`. */
  readonly expr: string;
  readonly every: string;
}

export function heatmap(spec: HeatmapSpec): PanelBuilder {
  return described(new PanelBuilder(), spec)
    .withTarget(asHeatmap(spec.expr))
    .interval(spec.every)
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(spec.unit))
    .cellGap(1)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .fill('dark-orange')
        .scale(HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(false).showColorScale(false));
}
