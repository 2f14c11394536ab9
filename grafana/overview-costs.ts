// The rankings of the overview: where to begin.

import { BAD, OUTCOME_COLOURS, PLAIN, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { seriesToHookName } from './links.ts';
import { overTime } from './panels/over-time.ts';
import { ranking } from './panels/ranking.ts';
import { BLOCKED, failures, hooks, hookTime, rise, slowSeconds, top } from './queries.ts';

const RANGE = { window: '$__range' };

export const overviewCosts: Section = {
  title: 'Where it hurts',
  lines: [
    [
      9,
      [
        8,
        ranking({
          title: 'Where the time goes',
          read: 'All the time that a hook took in the time range: how often it runs, times how long it takes.',
          act: 'Make the first one faster or run it less often; a hook further down saves less, however slow it is.',
          unit: 's',
          empty: 'no runs',
          expr: top(10, hookTime({ ...RANGE, by: 'hook_name' })),
          legend: '{{hook_name}}',
          colour: PLAIN,
          link: seriesToHookName,
        }),
      ],
      [
        8,
        ranking({
          title: 'Slowest',
          read: 'The duration that one run in twenty exceeds, in the time range.',
          act: 'This is what people notice. Compare it with what the hook usually takes on its own page before working on it.',
          unit: 's',
          decimals: 2,
          empty: 'no runs',
          expr: top(10, slowSeconds({ ...RANGE, by: 'hook_name' })),
          legend: '{{hook_name}}',
          colour: 'orange',
          link: seriesToHookName,
        }),
      ],
      [
        8,
        ranking({
          title: 'Most failures',
          read: 'Failed runs in the time range.',
          act: 'Click a hook and look at “Failures by type”: one exit code means one cause.',
          unit: 'none',
          decimals: 0,
          empty: 'no failures',
          expr: top(10, `round(${failures({ ...RANGE, by: 'hook_name' })}) > 0`),
          legend: '{{hook_name}}',
          colour: OUTCOME_COLOURS.failed,
          link: seriesToHookName,
        }),
      ],
    ],
    [
      8,
      [
        8,
        ranking({
          title: 'Most blocks',
          read: 'How often guards said no in the time range.',
          act: 'A guard that never blocks may be off, one that blocks a lot may stop good work: look at how its share moved on its page.',
          unit: 'none',
          decimals: 0,
          empty: 'nothing was blocked',
          expr: top(10, `round(${rise(hooks('hook_executions_total', BLOCKED), { ...RANGE, by: 'hook_name' })}) > 0`),
          legend: '{{hook_name}}',
          colour: OUTCOME_COLOURS.blocked,
          link: seriesToHookName,
        }),
      ],
      [
        8,
        ranking({
          title: 'Oldest open run',
          read: 'For how long the oldest run of a hook has been going on that has not ended yet.',
          act: 'Longer than the hook ever takes means that it hangs: hookmeter status names its process.',
          unit: 's',
          empty: 'nothing is running',
          expr: top(10, `max by (hook_name) (${hooks('hook_active_oldest_seconds')}) > 0`),
          legend: '{{hook_name}}',
          colour: PLAIN,
          link: seriesToHookName,
          steps: [
            [60, WATCH],
            [600, BAD],
          ],
        }),
      ],
      [
        8,
        overTime({
          title: 'Running at once',
          read: 'The most runs of each agent that a scrape in the step saw open.',
          act: 'Steps up that never come down are runs that hang; peaks that reach the number of cores slow all hooks down.',
          unit: 'none',
          decimals: 0,
          empty: 'no hooks',
          look: 'stacked areas',
          every: '5m',
          queries: [
            {
              expr: `sum by (hook_agent) (max_over_time(${hooks('hook_active')}[$__rate_interval]))`,
              legend: '{{hook_agent}}',
            },
          ],
        }),
      ],
    ],
  ],
};
