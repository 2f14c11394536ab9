// The numbers at the top of hookmeter's own dashboard.

import { BAD, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { stat } from './panels/stat.ts';
import { self } from './queries.ts';

export const selfNow: Section = {
  title: 'Believable?',
  lines: [
    [
      4,
      [
        4,
        stat({
          title: 'Reached',
          read: 'Whether Prometheus reaches every hookmeter that it reached in the last day.',
          act: 'Start it again: hookmeter serve. Nothing is lost, it catches up from the journal.',
          unit: 'none',
          empty: 'not scraped',
          expr: `min(${self('up')} and on (job, instance) last_over_time(${self('hookmeter_build_info')}[1d]))`,
          says: { 0: ['down', BAD], 1: ['up', 'green'] },
        }),
      ],
      [
        4,
        stat({
          title: 'Version',
          read: 'What is running, on which Node.js.',
          act: 'Two versions are two machines: update the older one.',
          unit: 'none',
          empty: 'not scraped',
          expr: `count by (version, node_version) (${self('hookmeter_build_info')})`,
          label: '{{version}} on {{node_version}}',
        }),
      ],
      [
        4,
        stat({
          title: 'Running since',
          read: 'When the process that started last was started.',
          act: 'Often young without your doing: it crashes or is restarted; its log says why.',
          unit: 'dateTimeFromNow',
          empty: 'not scraped',
          expr: `1000 * max(${self('process_start_time_seconds')})`,
        }),
      ],
      [
        4,
        stat({
          title: 'Behind',
          read: 'For how long the journal has had unread bytes, on the machine that is most behind.',
          act: 'Seconds are normal under load. Above 30 s it does not keep up: see what it needs, below.',
          unit: 's',
          decimals: 1,
          empty: 'not scraped',
          expr: `max(${self('hookmeter_journal_lag_seconds')})`,
          steps: [
            [10, WATCH],
            [30, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Lines refused',
          read: 'Share of the journal lines in the time range that are no record.',
          act: 'More than a few in a million: something writes rubbish into the journal. See the reasons below.',
          unit: 'percentunit',
          decimals: 3,
          empty: 'no lines',
          expr: `sum(increase(${self('hookmeter_rejects_total')}[$__range])) / (sum(increase(${self('hookmeter_lines_total')}[$__range])) > 0)`,
          steps: [
            [0.000001, WATCH],
            [0.01, BAD],
          ],
        }),
      ],
      [
        4,
        stat({
          title: 'Most entries',
          read: 'Entries of the machine that has most. The cap is 2,000 unless it was configured; what is over it is counted together.',
          act: 'See “Entries and open runs”.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          expr: `max(${self('hookmeter_entries')})`,
          steps: [
            [1600, WATCH],
            [2000, BAD],
          ],
        }),
      ],
    ],
  ],
};
