// What every panel has: words that say how to read it and what to do then, a unit, and something to say where there is no data.

import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DataLink } from '../links.ts';
import { DATASOURCE } from '../variables.ts';

export interface Words {
  readonly title: string;
  /** How to read it. */
  readonly read: string;
  /** What to do about it. */
  readonly act: string;
  /** It shows what the recording rules compute, and stays empty without them. */
  readonly needsRules?: boolean;
  readonly unit: string;
  /** Shown where there is no data. */
  readonly empty: string;
}

interface Describable {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: { type: string; uid: string }): this;
  unit(unit: string): this;
  noValue(text: string): this;
  build(): Panel;
}

export function described<Builder extends Describable>(builder: Builder, words: Words): Builder {
  const rules = '\n\nNeeds the recording rules of hookmeter (prometheus/rules/recording.yml).';
  return builder
    .title(words.title)
    .description(`${words.read}\n\n**What to do:** ${words.act}${words.needsRules === true ? rules : ''}`)
    .datasource(DATASOURCE)
    .unit(words.unit)
    .noValue(words.empty);
}

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** One value a series, of the end of the time range. */
export const instant = (expr: string, index = 0, legend = ''): DataqueryBuilder =>
  query(expr, index).instant().legendFormat(legend);

export const ranged = ({ expr, legend = '' }: Query, index = 0): DataqueryBuilder =>
  query(expr, index).range().legendFormat(legend);

export const tabular = (expr: string, index = 0): DataqueryBuilder =>
  query(expr, index).instant().format(PromQueryFormat.Table);

export const asHeatmap = (expr: string): DataqueryBuilder =>
  query(expr, 0).range().format(PromQueryFormat.Heatmap).legendFormat('{{le}}');

const query = (expr: string, index: number): DataqueryBuilder =>
  new DataqueryBuilder().refId(refIdOf(index)).expr(expr).datasource(DATASOURCE).editorMode(QueryEditorMode.Code);

/** A, B, C, … */
export const refIdOf = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** What a rule for some fields of a panel sets. The SDK leaves the values untyped; tests look at what comes out. */
export interface Property {
  readonly id: string;
  readonly value: unknown;
}

export const fixedColour = (colour: string): Property => ({
  id: 'color',
  value: { mode: 'fixed', fixedColor: colour },
});

export const linkedTo = (link: DataLink): Property => ({ id: 'links', value: [link] });
