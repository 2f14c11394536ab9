// The numbers at the top of a hook's dashboard.

import { BAD, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { stat } from './panels/stat.ts';
import { blockedShare, failedShare, hooks, runs, slowSeconds, typicalSeconds } from './queries.ts';

const RANGE = { window: '$__range' };

export const hookNow: Section = {
  title: 'In the time range, and now',
  lines: [
    [
      4,
      [
        4,
        stat({
          title: 'Runs',
          read: 'Runs that ended in the time range.',
          act: 'None at all: was the hook removed, or does nobody work? See “Last run”. All other numbers are worth as much as there are runs.',
          unit: 'none',
          decimals: 0,
          empty: 'no such hook',
          expr: `round(${runs(RANGE)})`,
        }),
      ],
      [
        4,
        stat({
          title: 'Failed',
          read: 'Share of those runs that failed. A block is no failure.',
          act: 'Look at “Failures, by type” for the cause.',
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
          title: 'Blocked',
          read: 'Share of those runs in which the hook said no.',
          act: 'Neither good nor bad. A sudden change means that the guard or the work changed: compare it with the weeks before on the trends dashboard.',
          unit: 'percentunit',
          decimals: 1,
          empty: 'no runs',
          expr: blockedShare(RANGE),
        }),
      ],
      [
        4,
        stat({
          title: 'Failures in a row',
          read: 'Up to the last run. 0: the last run did not fail.',
          act: 'Three and more of a hook that usually succeeds: it is broken. Run it by hand.',
          unit: 'none',
          empty: 'no such hook',
          expr: `max(${hooks('hook_consecutive_failures')})`,
          steps: [
            [1, WATCH],
            [3, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Last run',
          read: 'When the latest of its runs ended.',
          act: 'Longer ago than its usual pause: look whether the host still calls it. A hook that does not run protects nothing.',
          unit: 'dateTimeFromNow',
          empty: 'never ran',
          expr: `1000 * max(${hooks('hook_last_execution_timestamp_seconds')})`,
        }),
      ],
      [
        4,
        stat({
          title: 'Last success',
          read: 'When it last ended with success.',
          act: 'Much longer ago than its last run: it runs, and fails each time.',
          unit: 'dateTimeFromNow',
          empty: 'never succeeded',
          expr: `1000 * max(${hooks('hook_last_success_timestamp_seconds')})`,
        }),
      ],
    ],
    [
      4,
      [
        4,
        stat({
          title: 'Typical duration',
          read: 'The geometric mean of the time range: about half of the runs take longer.',
          act: 'Compare it with the baseline below.',
          unit: 's',
          decimals: 2,
          empty: 'no runs',
          expr: typicalSeconds(RANGE),
        }),
      ],
      [
        4,
        stat({
          title: 'Slow runs',
          read: 'What one run in twenty exceeds, by a lognormal distribution.',
          act: 'Many times the typical duration: a few runs are very slow; the heatmap shows whether they are a group of their own.',
          unit: 's',
          decimals: 2,
          empty: 'no runs',
          expr: slowSeconds(RANGE),
        }),
      ],
      [
        4,
        stat({
          title: 'Of the timeout',
          read: 'What one run in twenty exceeds, as a share of the declared timeout: 100 % is where the host ends runs.',
          act: 'From 80 % on, make the hook faster or raise its timeout in the host.',
          unit: 'percentunit',
          decimals: 0,
          empty: 'no timeout declared',
          expr: `${slowSeconds(RANGE)} / min(${hooks('hook_timeout_seconds')} > 0)`,
          steps: [
            [0.5, WATCH],
            [0.8, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Times as long as before',
          read: 'Typical duration since the latest change of pace, divided by the one before; shown whatever the evidence. Of several hooks, the worst.',
          act: 'Above 1.15 with an orange mark below: look for what changed then.',
          unit: 'none',
          decimals: 2,
          empty: 'too few runs to compare',
          expr: `max(${hooks('hook_duration_recent_seconds')} / ${hooks('hook_duration_baseline_seconds')})`,
          steps: [
            [1.15, WATCH],
            [2, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Open runs',
          read: 'Runs that have started and not ended.',
          act: 'See the age of the oldest beside it.',
          unit: 'none',
          empty: 'no such hook',
          expr: `sum(${hooks('hook_active')})`,
        }),
      ],
      [
        4,
        stat({
          title: 'Oldest open run',
          read: 'For how long it has been going on; 0 while none is open.',
          act: 'Far longer than slow runs take: it hangs. hookmeter status names its process.',
          unit: 's',
          empty: 'no such hook',
          expr: `max(${hooks('hook_active_oldest_seconds')})`,
          steps: [
            [60, WATCH],
            [600, BAD],
          ],
        }),
      ],
    ],
  ],
};
