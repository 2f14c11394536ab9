// How long the runs of a hook take, against how long they used to.

import { PLAIN } from './colours.ts';
import type { Section } from './layout.ts';
import { seriesToHook } from './links.ts';
import { heatmap } from './panels/heatmap.ts';
import { overTime } from './panels/over-time.ts';
import { FEW_RUNS, hooks, quantileSeconds, rise } from './queries.ts';

const band = (compare: string, operator: string): string =>
  `${compare}(${hooks('hook_duration_baseline_seconds')} ${operator} ${hooks('hook_duration_spread_ratio')} ^ 2)`;

export const hookDuration: Section = {
  title: 'How long runs take',
  lines: [
    [
      10,
      [
        24,
        overTime({
          title: 'Duration against its own baseline',
          read: 'Half of the runs in a step take less than p50, one in twenty more than p95, one in a hundred more than p99. The grey band is where nineteen runs in twenty were before the latest change of pace; “recent” is the typical duration since then. Marks show when the pace changed.',
          act: 'p50 above the band, or recent well above its middle: the hook became slower. Look for what changed at the mark. Only p99 above it: a few runs are slow, look for what they have in common. Over several hooks the band is the widest of theirs.',
          unit: 's',
          empty: 'no runs',
          look: 'lines',
          every: FEW_RUNS,
          queries: [
            { expr: band('max', '*'), legend: 'usual, upper' },
            { expr: band('min', '/'), legend: 'usual, lower' },
            { expr: quantileSeconds(0.5), legend: 'p50' },
            { expr: quantileSeconds(0.95), legend: 'p95' },
            { expr: quantileSeconds(0.99), legend: 'p99' },
            { expr: `max(${hooks('hook_duration_recent_seconds')})`, legend: 'recent' },
          ],
          band: ['usual, upper', 'usual, lower'],
          colours: { p50: 'light-blue', p95: PLAIN, p99: 'dark-blue', recent: 'orange' },
        }),
      ],
    ],
    [
      9,
      [
        12,
        heatmap({
          title: 'How many runs took how long',
          read: 'Each column is a step of time, each row a range of durations; the darker, the more runs.',
          act: 'Two bands are two kinds of runs: a cache that is hit or missed, two projects, two machines. Narrow the choice above until one is left.',
          unit: 's',
          empty: 'no runs',
          every: '30m',
          expr: rise(hooks('hook_duration_seconds_bucket'), { by: 'le', window: '$__rate_interval' }),
        }),
      ],
      [
        12,
        overTime({
          title: 'Pace now, against before',
          read: 'Typical duration since the latest change, divided by the one before: 1 is as usual, 2 takes twice as long. The sidecar compares runs, so a hook that runs once a day is judged like one that runs every minute.',
          act: 'Above 1.15 with a mark, treat it as a regression; without a mark the evidence is still weak: wait for more runs.',
          unit: 'none',
          decimals: 2,
          empty: 'too few runs to compare',
          look: 'lines',
          queries: [
            {
              expr: `max by (hook_name, hook_project) (${hooks('hook_duration_recent_seconds')} / ${hooks('hook_duration_baseline_seconds')})`,
              legend: '{{hook_name}} {{hook_project}}',
            },
          ],
          link: seriesToHook,
        }),
      ],
    ],
  ],
};
