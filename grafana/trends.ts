// What changes from week to week, where it leads, and where the time goes.

import { fasterMarks, slowerMarks } from './annotations.ts';
import { PLAIN, USUAL } from './colours.ts';
import type { Section } from './layout.ts';
import { seriesToHookName } from './links.ts';
import type { PageSpec } from './page.ts';
import { overTime } from './panels/over-time.ts';
import { byLabel } from './panels/ranking.ts';
import { AGENTS, failedShare, hooks, hookTime, rise, runs, typicalSeconds } from './queries.ts';
import { drift } from './trends-drift.ts';
import { weekOverWeek } from './trends-weeks.ts';
import { hookVariables } from './variables.ts';

export const trends = (): PageSpec => ({
  page: 'trends',
  title: 'hookmeter / Trends and capacity',
  description: 'What changes from week to week, where it leads, and where the time goes.',
  from: 'now-28d',
  refresh: '15m',
  variables: hookVariables(),
  annotations: [slowerMarks(), fasterMarks()],
  sections: [weekOverWeek, days, drift, capacity],
});

/** Each point stands for one day: every sample is read once, however long the time range. */
const DAY = { window: '$__rate_interval' };

const days: Section = {
  title: 'Day by day',
  lines: [
    [
      8,
      [
        12,
        overTime({
          title: 'Typical duration, by hook',
          read: 'Geometric mean of each day, for the ten hooks that take the most time. Days are as comparable as they have runs.',
          act: 'A step is a change: click the hook and look at its marks. A slope is a drift: see below when it reaches the timeout.',
          unit: 's',
          empty: 'no runs',
          look: 'lines',
          every: '1d',
          queries: [
            {
              expr: `${typicalSeconds({ ...DAY, by: 'hook_name' })} and topk(10, ${hookTime({ ...DAY, by: 'hook_name' })})`,
              legend: '{{hook_name}}',
            },
          ],
          link: seriesToHookName,
        }),
      ],
      [
        12,
        overTime({
          title: 'Failed share, by hook',
          read: 'Share of the runs of each day that failed, for hooks with at least five runs on that day: of fewer, a share says little.',
          act: 'A level that rises for days is a hook that decays: click it and look at its failures by type.',
          unit: 'percentunit',
          empty: 'no hook with five runs a day',
          look: 'lines',
          every: '1d',
          max: 1,
          queries: [
            {
              expr: `${failedShare({ ...DAY, by: 'hook_name' })} and ${runs({ ...DAY, by: 'hook_name' })} >= 5`,
              legend: '{{hook_name}}',
            },
          ],
          link: seriesToHookName,
        }),
      ],
    ],
    [
      8,
      [
        12,
        overTime({
          title: 'Hook time per day, by project',
          read: 'All the time that hooks took on each day.',
          act: 'Where it grows faster than the runs do, hooks became slower; where both grow, there is more work. The table of weeks says which.',
          unit: 's',
          empty: 'no runs',
          look: 'stacked bars',
          every: '1d',
          queries: [{ expr: hookTime({ ...DAY, by: 'hook_project' }), legend: '{{hook_project}}' }],
          calcs: ['sum'],
        }),
      ],
      [
        12,
        overTime({
          title: 'What hooks cost per day',
          read: 'How long agents waited for hooks on each day, and how much processor time all hooks used.',
          act: 'Waiting is what people pay for, processor time what machines do. Waiting without processor time can often be run in the background.',
          unit: 's',
          empty: 'no runs',
          look: 'lines',
          every: '1d',
          queries: [
            { expr: hookTime(DAY, AGENTS), legend: 'agents waited' },
            { expr: rise(hooks('hook_cpu_time_seconds_total'), DAY), legend: 'processor time' },
          ],
          colours: { 'agents waited': 'orange', 'processor time': PLAIN },
          calcs: ['sum', 'mean'],
        }),
      ],
    ],
  ],
};

/** count_values turns the hour that begins a step into a label, so that one query adds up a week by the hour of the day. */
const busiestHours = `sum_over_time((label_replace(count_values("hour", hour(vector(time() - 1800))), "hour", "0$1", "hour", "(.)") * on () group_left () ${hookTime({ window: '1h' })})[7d:1h]) / 7`;

const capacity: Section = {
  title: 'Capacity',
  lines: [
    [
      8,
      [
        12,
        overTime({
          title: 'Runs at the same time',
          read: '“Mean” is by Little’s law: runs per second times their duration. “Most” is what a scrape saw at the worst moment of a step; shorter peaks fall between two scrapes.',
          act: 'A mean near the number of cores means that hooks slow each other down: spread them, or run fewer at once.',
          unit: 'none',
          decimals: 2,
          empty: 'no runs',
          look: 'lines',
          every: '1h',
          queries: [
            { expr: `sum(rate(${hooks('hook_duration_seconds_sum')}[$__rate_interval]))`, legend: 'mean' },
            { expr: `sum(max_over_time(${hooks('hook_active')}[$__rate_interval]))`, legend: 'most' },
          ],
          colours: { mean: PLAIN, most: USUAL },
          calcs: ['mean', 'max'],
        }),
      ],
      [
        12,
        byLabel({
          title: 'Busiest hours (UTC)',
          read: 'Hook time in each hour of the day: the mean over the last seven days. 13 is from 13:00 to 14:00 UTC.',
          act: 'Put what can wait, a full test run or a scan of dependencies, into the low hours.',
          unit: 's',
          empty: 'no runs',
          expr: busiestHours,
          label: 'hour',
          names: ['Hour', 'Hook time'],
          colour: PLAIN,
        }),
      ],
    ],
  ],
};
