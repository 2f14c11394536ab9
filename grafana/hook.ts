// Everything about one hook. Several can be chosen: then sums are over all of them, and limits are the widest of theirs.

import { alertMarks, fasterMarks, slowerMarks } from './annotations.ts';
import { OUTCOME_COLOURS, PLAIN, USUAL } from './colours.ts';
import { hookDuration } from './hook-duration.ts';
import { hookNow } from './hook-now.ts';
import type { Section } from './layout.ts';
import { seriesToHook } from './links.ts';
import type { PageSpec } from './page.ts';
import { overTime } from './panels/over-time.ts';
import { FEW_RUNS, hooks, perHour, quantileSeconds } from './queries.ts';
import { hookVariables } from './variables.ts';

export const hook = (): PageSpec => ({
  page: 'hook',
  title: 'hookmeter / Hook',
  description: 'Everything about one hook: choose it above, or click it on another dashboard.',
  from: 'now-7d',
  refresh: '1m',
  variables: hookVariables(),
  annotations: [slowerMarks(), fasterMarks(), alertMarks()],
  sections: [hookNow, outcomes, hookDuration, resources],
});

const outcomes: Section = {
  title: 'How runs end',
  lines: [
    [
      8,
      [
        12,
        overTime({
          title: 'Runs per hour, by outcome',
          read: 'How many runs ended, and how. Green is success, blue a guard that said no; every other colour is a failure.',
          act: 'Look at the moment where a colour begins, and at the marks: what was changed then?',
          unit: 'suffix:/h',
          empty: 'no runs',
          look: 'stacked bars',
          every: FEW_RUNS,
          queries: [{ expr: perHour(hooks('hook_executions_total'), 'hook_outcome'), legend: '{{hook_outcome}}' }],
          colours: OUTCOME_COLOURS,
        }),
      ],
      [
        12,
        overTime({
          title: 'Failures, by type',
          read: 'Failed runs in each step, by exit code, or by what happened: not_found, signaled, timed_out, lost.',
          act: 'One type means one cause. 126 and 127 are not_found: the command is not there, and the gate is silently off. timed_out: see “Against the timeout”. lost: the process was killed before it could say anything.',
          unit: 'none',
          decimals: 0,
          empty: 'no failures',
          look: 'stacked bars',
          every: FEW_RUNS,
          queries: [
            {
              expr: `round(sum by (error_type) (increase(${hooks('hook_failures_total')}[$__rate_interval]))) > 0`,
              legend: '{{error_type}}',
            },
          ],
          colours: {
            not_found: OUTCOME_COLOURS.not_found,
            signaled: OUTCOME_COLOURS.signaled,
            timed_out: OUTCOME_COLOURS.timed_out,
            lost: OUTCOME_COLOURS.lost,
          },
          calcs: ['sum'],
        }),
      ],
    ],
    [
      7,
      [
        12,
        overTime({
          title: 'Failures in a row, over time',
          read: 'How many of the latest runs failed one after another. It falls to 0 with the first run that does not fail.',
          act: 'A line that climbs and never falls is broken since its last 0; one with small teeth is flaky.',
          unit: 'none',
          decimals: 0,
          empty: 'no hooks',
          look: 'lines',
          queries: [
            {
              expr: `max by (hook_name, hook_project) (${hooks('hook_consecutive_failures')})`,
              legend: '{{hook_name}} {{hook_project}}',
            },
          ],
          link: seriesToHook,
        }),
      ],
      [
        12,
        overTime({
          title: 'Open runs, and the age of the oldest',
          read: 'How many runs are going on, and for how long the oldest has been: a line that climbs as fast as time passes is a run that does not end.',
          act: 'Older than the hook ever takes: hookmeter status names the process; end it, and give the hook a timeout in its host.',
          unit: 's',
          empty: 'no hooks',
          look: 'lines',
          queries: [
            { expr: `max(${hooks('hook_active_oldest_seconds')})`, legend: 'age of the oldest' },
            { expr: `sum(${hooks('hook_active')})`, legend: 'open runs' },
          ],
          colours: { 'age of the oldest': 'orange', 'open runs': PLAIN },
        }).overrideByName('open runs', [
          { id: 'unit', value: 'none' },
          { id: 'custom.axisPlacement', value: 'right' },
        ]),
      ],
    ],
  ],
};

const perRun = (family: string, ...matchers: readonly string[]): string =>
  `sum(rate(${hooks(family, ...matchers)}[$__rate_interval])) / (sum(rate(${hooks('hook_duration_seconds_count')}[$__rate_interval])) > 0)`;

const resources: Section = {
  title: 'What runs cost',
  lines: [
    [
      8,
      [
        12,
        overTime({
          title: 'Processor time against duration, per run',
          read: 'Mean duration of a run, and the processor time in it, child processes included. The gap is waiting: for the network, the disk, a lock or another process.',
          act: 'Processor time near the duration: make it compute less, or use more cores. A wide gap: find out what it waits for. More processor time than duration: it already uses several cores.',
          unit: 's',
          empty: 'no runs',
          look: 'lines',
          every: FEW_RUNS,
          queries: [
            { expr: perRun('hook_duration_seconds_sum'), legend: 'duration' },
            { expr: perRun('hook_cpu_time_seconds_total', 'cpu_mode="user"'), legend: 'user' },
            { expr: perRun('hook_cpu_time_seconds_total', 'cpu_mode="system"'), legend: 'system' },
          ],
          colours: { duration: USUAL, user: PLAIN, system: 'purple' },
        }),
      ],
      [
        12,
        overTime({
          title: 'Against the timeout',
          read: 'p95 of each step and the timeout that the host declares; the smallest, where there are several. At the timeout the host ends the run, and nothing checks what it should have checked.',
          act: 'When p95 passes four fifths of the timeout, make the hook faster or raise its timeout in the host. The trends dashboard says when it will get there.',
          unit: 's',
          empty: 'no runs',
          look: 'lines',
          every: FEW_RUNS,
          queries: [
            { expr: quantileSeconds(0.95), legend: 'p95' },
            { expr: `min(${hooks('hook_timeout_seconds')})`, legend: 'timeout' },
          ],
          limits: ['timeout'],
          colours: { p95: PLAIN },
        }),
      ],
    ],
  ],
};
