// A dashboard as Grafana's file provisioning and its import take it: classic JSON, which Grafana 10 to 13 load.

import {
  type AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type QueryVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { place, type Section } from './layout.ts';
import { linksFrom, type Page, UIDS } from './links.ts';
import { datasourceVariable } from './variables.ts';

export interface PageSpec {
  readonly page: Page;
  readonly title: string;
  readonly description: string;
  /** How far it looks back unless told otherwise: `now-24h`. */
  readonly from: string;
  readonly refresh: string;
  readonly variables: readonly QueryVariableBuilder[];
  readonly annotations?: readonly AnnotationQueryBuilder[];
  readonly sections: readonly Section[];
}

/** The text of its file. */
export function dashboardText(spec: PageSpec): string {
  const builder = new DashboardBuilder(spec.title)
    .uid(UIDS[spec.page])
    .description(spec.description)
    .tags(['hookmeter'])
    .readonly()
    .timezone('browser')
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([datasourceVariable(), ...spec.variables])
    .annotations([...(spec.annotations ?? [])])
    .links(linksFrom(spec.page));
  const dashboard = { ...builder.build(), panels: place(spec.sections) };
  return `${JSON.stringify(dashboard, withoutPlacement, 2)}\n`;
}

/** The SDK moves every link and annotation into a menu, which newer versions of Grafana obey; only leaving it out puts them on the page. */
const withoutPlacement = (key: string, value: unknown): unknown =>
  key === 'placement' && value === 'inControlsMenu' ? undefined : value;
