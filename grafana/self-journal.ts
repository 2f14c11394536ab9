// What hookmeter reads, refuses, has not read yet and cannot write.

import { BAD, USUAL } from './colours.ts';
import type { Section } from './layout.ts';
import { overTime } from './panels/over-time.ts';
import { BY_MACHINE, perSecond, self } from './queries.ts';

export const selfJournal: Section = {
  title: 'The journal',
  lines: [
    [
      8,
      [
        12,
        overTime({
          title: 'Lines read',
          read: 'Journal lines per second: two for each run, its start and its end.',
          act: 'Zero while hooks run: the hooks write elsewhere. Compare HOOKMETER_DIR of the sidecar with that of the hooks.',
          unit: 'cps',
          empty: 'not scraped',
          look: 'lines',
          queries: [{ expr: perSecond('hookmeter_lines_total'), legend: BY_MACHINE }],
        }),
      ],
      [
        12,
        overTime({
          title: 'Lines refused, by reason',
          read: 'Lines in each step that are no record. “torn” is a line cut off by a crash or a full disk; the others are a writer that writes something else.',
          act: 'hookmeter status names the file; the description of the journal names what each reason means.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          look: 'stacked bars',
          queries: [
            {
              expr: `round(sum by (reason) (increase(${self('hookmeter_rejects_total')}[$__rate_interval])))`,
              legend: '{{reason}}',
            },
          ],
        }),
      ],
    ],
    [
      8,
      [
        8,
        overTime({
          title: 'Behind, in bytes',
          read: 'Journal bytes that have not been read yet.',
          act: 'Teeth are normal. A line that climbs for minutes: the sidecar has no processor time, or its disk is slow.',
          unit: 'bytes',
          empty: 'not scraped',
          look: 'lines',
          queries: [{ expr: self('hookmeter_journal_lag_bytes'), legend: BY_MACHINE }],
        }),
      ],
      [
        8,
        overTime({
          title: 'Behind, in seconds',
          read: 'For how long there have been unread bytes; all dashboards are at most that old.',
          act: 'Above 30 s, look at processor time and event loop below, then at the log of hookmeter serve.',
          unit: 's',
          empty: 'not scraped',
          look: 'lines',
          queries: [{ expr: self('hookmeter_journal_lag_seconds'), legend: BY_MACHINE }],
        }),
      ],
      [
        8,
        overTime({
          title: 'Age of the checkpoint',
          read: 'How much a crash would make it read again. It grows only while there is something new to save.',
          act: 'Minutes: it cannot write. See “Write errors”, then the free space and the permissions of its directory.',
          unit: 's',
          empty: 'no checkpoint yet',
          look: 'lines',
          queries: [{ expr: self('hookmeter_checkpoint_age_seconds'), legend: BY_MACHINE }],
        }),
      ],
    ],
    [
      8,
      [
        8,
        overTime({
          title: 'Entries and open runs',
          read: 'Entries: hooks, times events, agents and projects. 2,000 is the cap unless it was configured; open runs have started and not ended.',
          act: 'Near the cap: hookmeter forget what is gone, or raise --max-entries. A name that changes with every run, a file or a date in it, fills it up.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          look: 'lines',
          queries: [
            { expr: self('hookmeter_entries'), legend: 'entries {{instance}}' },
            { expr: self('hookmeter_open_runs'), legend: 'open runs {{instance}}' },
          ],
        }),
      ],
      [
        8,
        overTime({
          title: 'Overflowing and late runs',
          read: 'Runs in each step that were counted together because of the cap, and ends of runs that had already been given up as lost.',
          act: 'Overflow: see the entries. Late ends: hooks run longer than hookmeter waits for them, or a machine slept; declare their timeouts.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          look: 'stacked bars',
          queries: [
            {
              expr: `round(sum(increase(${self('hookmeter_overflow_runs_total')}[$__rate_interval])))`,
              legend: 'overflow',
            },
            {
              expr: `round(sum(increase(${self('hookmeter_late_ends_total')}[$__rate_interval])))`,
              legend: 'late ends',
            },
          ],
          colours: { overflow: BAD, 'late ends': USUAL },
        }),
      ],
      [
        8,
        overTime({
          title: 'Write errors',
          read: 'Files in each step that could not be written: metrics.json, the checkpoint, a sealed day.',
          act: 'Free space, permissions, a read-only mount: the log of hookmeter serve names the file and the reason.',
          unit: 'none',
          decimals: 0,
          empty: 'not scraped',
          look: 'stacked bars',
          queries: [
            { expr: `round(increase(${self('hookmeter_write_errors_total')}[$__rate_interval]))`, legend: BY_MACHINE },
          ],
        }),
      ],
    ],
  ],
};
