// @ts-check
// What people use today, to compare with: naive ratios, and adaptive bands as grafana/promql-anomaly-detection describes them
// (an hour's mean, two smoothed standard deviations or half the mean around it, and the same hours a day and a week before).

import { rangeQuery } from './prometheus.mjs';
import { remoteWrite } from './remote-write.mjs';

/** @type {Record<'p95' | 'failures', { expr: string, holdFor: number, keepFiringFor: number }>} */
export const NAIVE = {
  p95: {
    expr: 'histogram_quantile(0.95, rate(hook_duration_seconds_bucket[1h])) / histogram_quantile(0.95, rate(hook_duration_seconds_bucket[1d] offset 1h)) > 1.5',
    holdFor: 0,
    keepFiringFor: 1800,
  },
  failures: {
    expr: 'sum without (hook_outcome) (rate(hook_executions_total{hook_outcome="failed"}[5m])) / sum without (hook_outcome) (rate(hook_executions_total[5m])) > 0.05',
    holdFor: 0,
    keepFiringFor: 1800,
  },
};

/** @type {readonly [record: string, expr: string][]} */
const BANDS = [
  ['band:select', '(rate(hook_duration_seconds_sum[15m]) / rate(hook_duration_seconds_count[15m])) > 0'],
  ['band:mean', 'avg_over_time(band:select[1h])'],
  ['band:deviation', 'stddev_over_time(band:select[1h]) > 0.5 * band:mean'],
  ['band:smoothed', 'avg_over_time(band:deviation[26h])'],
  [
    'band:seasonal',
    `max without (back) (
    label_replace(avg_over_time(band:select[1h] offset 167h30m) + 2 * stddev_over_time(band:select[1h] offset 167h30m), "back", "week", "", "")
    or label_replace(avg_over_time(band:select[1h] offset 23h30m) + 2 * stddev_over_time(band:select[1h] offset 23h30m), "back", "day", "", ""))`,
  ],
  [
    'band:upper',
    `max without (part) (
    label_replace(band:mean + 2 * band:smoothed, "part", "short", "", "")
    or label_replace(1.5 * band:mean, "part", "margin", "", "")
    or label_replace(band:seasonal, "part", "long", "", ""))`,
  ],
];

/** The alert over bands that recordBands has recorded: five minutes above. */
export const BAND_ALERT = {
  expr: 'last_over_time(band:select[5m]) > last_over_time(band:upper[5m])',
  holdFor: 300,
  keepFiringFor: 1800,
};

/** @param {import('./world.mjs').World} world */
export async function recordBands({ base, changeAt, end, grid }) {
  for (const [name, expr] of BANDS) {
    const from =
      changeAt -
      (name === 'band:select' ? 8.5 : name === 'band:upper' || name === 'band:seasonal' ? 0.1 : 1.5) * 86_400;
    const series = await rangeQuery(base, expr, { from, to: end, step: Math.max(grid.step, 60) });
    await remoteWrite(
      base,
      series.map((one) => ({ ...one, labels: { ...one.labels, __name__: name } })),
    );
  }
}
