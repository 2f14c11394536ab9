// What hookmeter needs, and what it costs Prometheus.

import type { Section } from './layout.ts';
import { overTime } from './panels/over-time.ts';
import { BY_MACHINE, perSecond, self } from './queries.ts';

export const selfFootprint: Section = {
  title: 'What it needs',
  lines: [
    [
      8,
      [
        8,
        overTime({
          title: 'Processor',
          read: 'Share of one core. Below 0.5 % while idle.',
          act: 'High without lines to read: how often, and by how many, is /metrics asked for?',
          unit: 'percentunit',
          empty: 'not scraped',
          look: 'lines',
          queries: [{ expr: perSecond('process_cpu_seconds_total'), legend: BY_MACHINE }],
        }),
      ],
      [
        8,
        overTime({
          title: 'Memory',
          read: 'Resident memory of the process, and how much of it JavaScript objects use. About 90 MB at a hundred hooks.',
          act: 'It grows with entries, and with the runs of days that are not sealed yet. Growth without either is a leak: please report it.',
          unit: 'bytes',
          empty: 'not scraped',
          look: 'lines',
          queries: [
            { expr: self('process_resident_memory_bytes'), legend: 'resident {{instance}}' },
            { expr: self('nodejs_heap_size_used_bytes'), legend: 'objects {{instance}}' },
          ],
        }),
      ],
      [
        8,
        overTime({
          title: 'Event loop delay',
          read: 'How late the process gets to its work: its median and its 99th percentile. The loop is sampled every 100 ms.',
          act: 'Seconds: the machine is overloaded, or something asks for huge pages. Answers and lag suffer together.',
          unit: 's',
          empty: 'not scraped',
          look: 'lines',
          queries: [
            { expr: self('nodejs_eventloop_lag_p50_seconds'), legend: 'median {{instance}}' },
            { expr: self('nodejs_eventloop_lag_p99_seconds'), legend: '99th percentile {{instance}}' },
          ],
        }),
      ],
    ],
    [
      8,
      [
        8,
        overTime({
          title: 'Scrapes',
          read: 'How long Prometheus took to fetch the page.',
          act: 'Near the scrape timeout, ten seconds unless configured, points will be missing: lower the cap on entries.',
          unit: 's',
          empty: 'not scraped',
          look: 'lines',
          queries: [
            {
              expr: `${self('scrape_duration_seconds')} and on (job, instance) ${self('hookmeter_build_info')}`,
              legend: BY_MACHINE,
            },
          ],
        }),
      ],
      [
        8,
        overTime({
          title: 'Samples per scrape',
          read: 'How many series a machine adds to Prometheus: about fifty for each entry.',
          act: 'Prometheus pays for these in memory: forget hooks that are gone, and keep names free of what changes from run to run.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          look: 'lines',
          queries: [
            {
              expr: `${self('scrape_samples_scraped')} and on (job, instance) ${self('hookmeter_build_info')}`,
              legend: BY_MACHINE,
            },
          ],
        }),
      ],
      [
        8,
        overTime({
          title: 'Reached by Prometheus',
          read: '1 where the page could be fetched, 0 where it could not.',
          act: 'Gaps in the other dashboards are explained here. Counters catch up: a gap loses points, not runs.',
          unit: 'none',
          decimals: 0,
          max: 1,
          empty: 'not scraped',
          look: 'lines',
          queries: [
            {
              expr: `${self('up')} and on (job, instance) last_over_time(${self('hookmeter_build_info')}[1d])`,
              legend: BY_MACHINE,
            },
          ],
        }),
      ],
    ],
  ],
};
