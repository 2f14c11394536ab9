// The top of the overview: does anything need attention?

import { BAD, OUTCOME_COLOURS, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { becameSlower, firingAlerts } from './overview-tables.ts';
import { overTime } from './panels/over-time.ts';
import { stat } from './panels/stat.ts';
import { AGENTS, failedShare, hooks, hookTime, perHour, self } from './queries.ts';

const RANGE = { window: '$__range' };

export const overviewNow: Section = {
  title: 'Healthy?',
  lines: [
    [
      4,
      [
        4,
        stat({
          title: 'Firing alerts',
          read: 'Alerts about hooks and about hookmeter that fire now. It is 0, too, where Prometheus has no alert rules of hookmeter.',
          act: 'Open the table of alerts below: each row leads to its hook, each alert to its runbook.',
          unit: 'none',
          empty: '0',
          expr: `count(${hooks('ALERTS', 'alertstate="firing"', 'alertname=~"Hook.*"')}) or vector(0)`,
          steps: [[1, BAD]],
        }),
      ],
      [
        4,
        stat({
          title: 'Runs that failed',
          read: 'Share of all runs in the time range that failed, timed out, were lost or could not be found. A block is no failure: a guard that says no has done its job.',
          act: 'Above a few percent, find the hook in “Most failures” and look at its error types.',
          unit: 'percentunit',
          decimals: 1,
          empty: 'no runs',
          expr: failedShare(RANGE),
          steps: [
            [0.05, WATCH],
            [0.2, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Hooks that fail now',
          read: 'Hooks whose last three runs or more all failed.',
          act: 'Such a hook is broken, not flaky: sort “All hooks” by failures in a row and run the first one by hand.',
          unit: 'none',
          empty: '0',
          expr: `count(${hooks('hook_consecutive_failures')} >= 3) or vector(0)`,
          steps: [[1, BAD]],
        }),
      ],
      [
        4,
        stat({
          title: 'Agents wait, per hour',
          read: 'How long agents, and git, waited for hooks in an average hour of the time range, all sessions together. Two agents that wait for half an hour each make one hour.',
          act: 'Over a few minutes, start with “Where the time goes”: halving the first bar saves most.',
          unit: 's',
          decimals: 1,
          empty: 'no agents',
          expr: `3600 * ${hookTime(RANGE, AGENTS)} / $__range_s`,
        }),
      ],
      [
        4,
        stat({
          title: 'Running now',
          read: 'Runs that have started and not ended.',
          act: 'A number that stays up without work going on is a hung hook: see “Oldest open run”.',
          unit: 'none',
          empty: 'no hooks',
          expr: `sum(${hooks('hook_active')})`,
        }),
      ],
      [
        4,
        stat({
          title: 'hookmeter',
          read: 'Whether Prometheus reaches every hookmeter that it reached in the last day.',
          act: 'While one is down nothing is lost, it catches up from its journal; but all other panels are old. Start it again: hookmeter serve.',
          unit: 'none',
          empty: 'not scraped',
          expr: `min(${self('up')} and on (job, instance) last_over_time(${self('hookmeter_build_info')}[1d]))`,
          says: { 0: ['down', BAD], 1: ['up', 'green'] },
        }),
      ],
    ],
    [
      8,
      [
        12,
        overTime({
          title: 'Runs per hour, by outcome',
          read: 'How many runs ended, and how. Green is success, blue a guard that said no; every other colour is a failure.',
          act: 'Another colour that appears at one moment points to a change at that moment: click through to the hook and look at its error types.',
          unit: 'suffix:/h',
          empty: 'no runs',
          look: 'stacked bars',
          every: '5m',
          queries: [{ expr: perHour(hooks('hook_executions_total'), 'hook_outcome'), legend: '{{hook_outcome}}' }],
          colours: OUTCOME_COLOURS,
        }),
      ],
      [
        12,
        overTime({
          title: 'Waiting per hour, by agent and project',
          read: 'Seconds that agents waited for hooks in an hour, at the pace of the moment.',
          act: 'Where one project stands out, choose it above and see which of its hooks take the time.',
          unit: 's',
          empty: 'no agents',
          look: 'stacked areas',
          every: '5m',
          queries: [
            {
              expr: perHour(hooks('hook_duration_seconds_sum', AGENTS), 'hook_agent, hook_project'),
              legend: '{{hook_agent}} {{hook_project}}',
            },
          ],
        }),
      ],
    ],
    [9, [12, firingAlerts()], [12, becameSlower()]],
  ],
};
