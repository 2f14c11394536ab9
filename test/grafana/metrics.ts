// Every metric that a dashboard may ask for, and what kind it is.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { micros, toSeconds } from '../../src/base/units.ts';
import { FAMILIES } from '../../src/exports/contract.ts';
import { createSelfMetrics, type SelfMetrics } from '../../src/exports/self.ts';

/** hookmeter's own page. Between two of them a hundred lines are read, one of which is torn. */
export function selfMetrics(): SelfMetrics {
  let pages = 0;
  return createSelfMetrics(
    () => {
      pages++;
      const rejects = new Map([['torn', pages]] as const);
      return {
        reading: { lines: 100 * pages, rejects, lateEnds: 1, overflowRuns: 0, openRuns: 3 },
        entries: 7,
        lagBytes: 512,
        lagSeconds: toSeconds(micros(500_000)),
        checkpointAge: toSeconds(micros(2_000_000)),
        writeErrors: 0,
        pushErrors: 0,
      };
    },
    { version: '1.2.3', nodeVersion: 'v20.0.0' },
  );
}

/** Which of Prometheus' own are of use here. */
const PROMETHEUS = ['up', 'ALERTS', 'scrape_duration_seconds', 'scrape_samples_scraped'];
const RULES = fileURLToPath(new URL('../../prometheus/rules/recording.yml', import.meta.url));

export interface Known {
  readonly metrics: ReadonlySet<string>;
  /** Of those, which only ever rise: their value says nothing, only how much they rose. */
  readonly counters: ReadonlySet<string>;
  readonly recorded: ReadonlySet<string>;
}

export async function knownMetrics(): Promise<Known> {
  const metrics = selfMetrics();
  const page = await metrics.text();
  metrics.close();
  const kinds: (readonly [name: string, kind: string])[] = [
    ...Object.values(FAMILIES).map(({ prometheus, kind }) => [prometheus, kind] as const),
    ...Array.from(page.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = '', kind = '']) => [name, kind] as const),
    ...PROMETHEUS.map((name) => [name, 'gauge'] as const),
  ];
  const recorded = Array.from(readFileSync(RULES, 'utf8').matchAll(/- record: (\S+)/g), ([, name = '']) => name);
  const series = kinds.flatMap(([name, kind]) =>
    kind === 'histogram' ? PARTS.map((part) => [`${name}${part}`, 'counter'] as const) : [[name, kind] as const],
  );
  return {
    metrics: new Set([...series.map(([name]) => name), ...recorded]),
    counters: new Set(series.filter(([, kind]) => kind === 'counter').map(([name]) => name)),
    recorded: new Set(recorded),
  };
}

const PARTS = ['_bucket', '_sum', '_count'];
