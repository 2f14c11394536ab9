// Every dashboard leads to every other one, and every hook on any of them to its own page.

import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

export const UIDS = {
  overview: 'hookmeter-overview',
  hook: 'hookmeter-hook',
  trends: 'hookmeter-trends',
  self: 'hookmeter-self',
} as const;

export type Page = keyof typeof UIDS;

const NAMES: Readonly<Record<Page, readonly [title: string, tooltip: string]>> = {
  overview: ['Overview', 'Is automation healthy, and which hook needs attention?'],
  hook: ['Hook', 'Everything about one hook'],
  trends: ['Trends and capacity', 'What changes from week to week, and where the time goes'],
  self: ['hookmeter itself', 'Can the other dashboards be believed?'],
};

const PAGES: readonly Page[] = ['overview', 'hook', 'trends', 'self'];

/** The bar at the top of a dashboard: what was chosen there and its time range go along. */
export const linksFrom = (page: Page): DashboardLinkBuilder[] =>
  PAGES.filter((other) => other !== page).map((other) => {
    const [title, tooltip] = NAMES[other];
    return new DashboardLinkBuilder(title)
      .type(DashboardLinkType.Link)
      .icon('dashboard')
      .tooltip(tooltip)
      .url(`/d/${UIDS[other]}`)
      .includeVars(true)
      .keepTime(true)
      .targetBlank(false);
  });

/** A link in a panel, as Grafana stores it. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

type Label = 'hook_name' | 'hook_event' | 'hook_agent' | 'hook_project';

/** An empty part of the identity is passed on as such: it chooses the hooks that have none. */
const toHook = (labels: Readonly<Partial<Record<Label, string>>>): DataLink => {
  const chosen = Object.entries(labels).map(
    ([label, value]) => `var-${label.replace('hook_name', 'hook').replace('hook_', '')}=${value}`,
  );
  const kept = ['datasource', 'job', 'instance'].map((name) => `\${${name}:queryparam}`);
  return {
    title: 'Show this hook',
    url: `/d/${UIDS.hook}?${[...kept, ...chosen, `\${__url_time_range}`].join('&')}`,
    targetBlank: false,
  };
};

const field = (label: Label): string => `\${__data.fields.${label}:percentencode}`;
const seriesLabel = (label: Label): string => `\${__field.labels.${label}:percentencode}`;

/** From a row of a table that has the whole identity. */
export const rowToHook = toHook({
  hook_name: field('hook_name'),
  hook_event: field('hook_event'),
  hook_agent: field('hook_agent'),
  hook_project: field('hook_project'),
});

/** From a row of a table that has only the name. */
export const rowToHookName = toHook({ hook_name: field('hook_name') });

/** From a series or a bar that is grouped by the name. */
export const seriesToHookName = toHook({ hook_name: seriesLabel('hook_name') });

/** From a series or a bar that is grouped by the name and the project. */
export const seriesToHook = toHook({ hook_name: seriesLabel('hook_name'), hook_project: seriesLabel('hook_project') });
