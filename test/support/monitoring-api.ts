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
  readonly query: string;
}

export async function rulesOf(prometheus: Server): Promise<readonly Rule[]> {
  const { data } = (await prometheus.get('/api/v1/rules')) as {
    readonly data: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  };
  return data.groups.flatMap(({ rules }) => rules);
}

export interface Series {
  readonly labels: Labels;
  /** The samples of a range, or the one of an instant. */
  readonly values: readonly number[];
  readonly last: number | undefined;
}

type Sample = readonly [at: number, value: string];

/** What a query gives. Throws what Prometheus has against it. */
export async function seriesOf(prometheus: Server, query: string): Promise<readonly Series[]> {
  const { data } = (await prometheus.get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as {
    readonly data: {
      readonly result: readonly {
        readonly metric: Labels;
        readonly value?: Sample;
        readonly values?: readonly Sample[];
      }[];
    };
  };
  return data.result.map(({ metric, value, values }) => {
    const numbers = (values ?? (value === undefined ? [] : [value])).map(([, number]) => Number(number));
    return { labels: metric, values: numbers, last: numbers.at(-1) };
  });
}

/** The value of a query's first series; undefined where there is none. */
export const numberOf = async (prometheus: Server, query: string): Promise<number | undefined> =>
  (await seriesOf(prometheus, query)).at(0)?.last;
