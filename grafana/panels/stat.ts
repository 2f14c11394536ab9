// One number.

import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { GOOD, PLAIN } from '../colours.ts';
import { described, instant, type Property, refIdOf, type Words } from './common.ts';

export interface StatSpec extends Words {
  readonly expr: string;
  /** From which value on it has which colour; below the first it is good. Without steps the number is neither good nor bad. */
  readonly steps?: readonly (readonly [from: number, colour: string])[];
  readonly decimals?: number;
  /** Words for values: { 0: ['down', 'red'] }. */
  readonly says?: Readonly<Record<number, readonly [text: string, colour: string]>>;
  /** A second number beside it. */
  readonly change?: { readonly expr: string; readonly legend: string; readonly isGrowthBad: boolean };
  /** Shows this label instead of the value. */
  readonly label?: string;
}

export function stat(spec: StatSpec): PanelBuilder {
  const panel = described(new PanelBuilder(), spec)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(textModeOf(spec))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .thresholds(thresholds(spec.steps))
    .withTarget(instant(spec.expr, 0, spec.label ?? 'now'));
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.says !== undefined) panel.mappings([wordsFor(spec.says)]);
  if (spec.change !== undefined) {
    panel.withTarget(instant(spec.change.expr, 1, spec.change.legend));
    panel.overrideByQuery(refIdOf(1), changeProperties(spec.change.isGrowthBad));
  }
  return panel;
}

function textModeOf({ label, change }: StatSpec): BigValueTextMode {
  if (label !== undefined) return BigValueTextMode.Name;
  return change === undefined ? BigValueTextMode.Value : BigValueTextMode.ValueAndName;
}

export function thresholds(steps: StatSpec['steps']): ThresholdsConfigBuilder {
  const first: Threshold = { value: null, color: steps === undefined ? PLAIN : GOOD };
  const rest = (steps ?? []).map(([value, color]): Threshold => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([first, ...rest]);
}

/** Growth by less than a tenth is no news. */
const changeProperties = (isGrowthBad: boolean): Property[] => [
  { id: 'unit', value: 'percentunit' },
  { id: 'decimals', value: 0 },
  ...(isGrowthBad
    ? [
        {
          id: 'thresholds',
          value: thresholds([
            [0.1, 'yellow'],
            [0.5, 'red'],
          ]).build(),
        },
      ]
    : [{ id: 'thresholds', value: thresholds(undefined).build() }]),
];

const wordsFor = (says: NonNullable<StatSpec['says']>): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    Object.entries(says).map(([value, [text, color]], index) => [value, { text, color, index }]),
  ),
});
