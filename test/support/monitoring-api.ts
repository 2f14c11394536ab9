// What Prometheus and Alertmanager say when asked: the few answers that tests need.

import type { Server } from './monitoring.ts';

type Labels = Readonly<Record<string, string>>;

export interface ToldAlert {
  readonly labels: Labels;
  readonly state: 'active' | 'suppressed' | 'unprocessed';
  readonly updatedAt: number;
  readonly endsAt: number;
}

/** The alerts that Alertmanager has. */
export async function alertsOf(alertmanager: Server): Promise<readonly ToldAlert[]> {
  const alerts = (await alertmanager.get('/api/v2/alerts')) as readonly {
    readonly labels: Labels;
    readonly status: { readonly state: ToldAlert['state'] };
    readonly updatedAt: string;
    readonly endsAt: string;
  }[];
  return alerts.map(({ labels, status: { state }, updatedAt, endsAt }) => {
    return { labels, state, updatedAt: Date.parse(updatedAt), endsAt: Date.parse(endsAt) };
  });
}

/** The names of the alerts that fire, as Prometheus sees it. */
export async function firingOf(prometheus: Server): Promise<readonly string[]> {
  const { data } = (await prometheus.get('/api/v1/alerts')) as {
    readonly data: { readonly alerts: readonly { readonly state: string; readonly labels: Labels }[] };
  };
  return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');
}

export interface Rule {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
  readonly lastEvaluation: string;
}

export async function rulesOf(prometheus: Server): Promise<readonly Rule[]> {
  const { data } = (await prometheus.get('/api/v1/rules')) as {
    readonly data: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  };
  return data.groups.flatMap(({ rules }) => rules);
}

/** The value of a query's first series; undefined where there is none. */
export async function numberOf(prometheus: Server, query: string): Promise<number | undefined> {
  const { data } = (await prometheus.get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as {
    readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}
