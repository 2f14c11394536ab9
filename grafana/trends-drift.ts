// Slow changes, and where they lead.

import { BAD, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { seriesToHook } from './links.ts';
import { ranking } from './panels/ranking.ts';
import { hooks, slowSeconds } from './queries.ts';

const EACH = 'hook_name, hook_project';
const LEGEND = '{{hook_name}} {{hook_project}}';
const WEEK_SECONDS = 604_800;

/** As the alert HookDurationDrifting has it: slower in each of four weeks, and not once by a jump. */
const STEADILY = `${hooks('hook:duration_drift:least_step')} > 0.3 * ${hooks('hook:duration_drift:per_week')}`;

export const drift: Section = {
  title: 'Where it leads',
  lines: [
    [
      8,
      [
        8,
        ranking({
          title: 'Drift per week',
          read: 'By how much the typical duration grows in a week: the slope through the last four. Only hooks that were slower in each week than in the one before: a single jump is no drift.',
          act: 'A few percent a week double a duration within months. Click the hook; look for what grows: a repository, a cache, a list of rules.',
          needsRules: true,
          unit: 'percentunit',
          decimals: 1,
          empty: 'nothing drifts, or less than four weeks are known',
          expr: `topk(10, max by (${EACH}) (exp(${hooks('hook:duration_drift:per_week')}) - 1 and ${STEADILY}) > 0)`,
          legend: LEGEND,
          colour: 'orange',
          steps: [
            [0.03, WATCH],
            [0.1, BAD],
          ],
          link: seriesToHook,
        }),
      ],
      [
        8,
        ranking({
          title: 'Time until the timeout',
          read: 'When one run in twenty will reach the declared timeout if the drift goes on as in the last four weeks; the soonest ones, up to half a year.',
          act: 'Weeks: plan the work now. From then on the host ends runs, and what the hook checks goes unchecked.',
          needsRules: true,
          unit: 's',
          decimals: 1,
          empty: 'no hook drifts towards a timeout',
          expr: `bottomk(10, min by (${EACH}) (${WEEK_SECONDS} * clamp_min(${hooks('hook:duration_drift:weeks_to_timeout')}, 0) and ${STEADILY}) < ${26 * WEEK_SECONDS})`,
          legend: LEGEND,
          colour: 'orange',
          link: seriesToHook,
        }),
      ],
      [
        8,
        ranking({
          title: 'Headroom used',
          read: 'What one run in twenty of the last seven days exceeds, as a share of the declared timeout.',
          act: 'From 80 % on, make the hook faster or raise its timeout in the host.',
          unit: 'percentunit',
          decimals: 0,
          empty: 'no timeouts declared',
          expr: `topk(10, ${slowSeconds({ window: '7d', by: EACH })} / min by (${EACH}) (${hooks('hook_timeout_seconds')} > 0))`,
          legend: LEGEND,
          colour: 'orange',
          max: 1,
          steps: [
            [0.5, WATCH],
            [0.8, BAD],
          ],
          link: seriesToHook,
        }),
      ],
    ],
  ],
};
