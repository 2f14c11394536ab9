// The last seven days against the seven before.

import { BAD, WATCH } from './colours.ts';
import type { Section } from './layout.ts';
import { IDENTITY_COLUMNS } from './overview-tables.ts';
import { stat } from './panels/stat.ts';
import { table } from './panels/table.ts';
import { failedShare, hookTime, IDENTITY, type Over, runs, typicalSeconds } from './queries.ts';

const NOW: Over = { window: '7d' };
const BEFORE: Over = { window: '7d', offset: '7d' };

/** Growth from one week to the next, 0.1 for a tenth more; absent where there was nothing before. */
const growth = (measure: (over: Over) => string): string => `(${measure(NOW)}) / (${measure(BEFORE)} > 0) - 1`;

const EACH_NOW: Over = { ...NOW, by: IDENTITY };
const EACH_BEFORE: Over = { ...BEFORE, by: IDENTITY };
const eachGrowth = (measure: (over: Over) => string): string =>
  `(${measure(EACH_NOW)}) / (${measure(EACH_BEFORE)} > 0) - 1`;

const NOTE =
  'The last seven days, whatever the time range; the second number compares them with the seven days before, and is missing until there are any.';

export const weekOverWeek: Section = {
  title: 'This week against the last',
  lines: [
    [
      4,
      [
        6,
        stat({
          title: 'Runs',
          read: `How many runs ended. ${NOTE}`,
          act: 'More runs are more work, or a hook that is called too often: the table below says which hook.',
          unit: 'none',
          decimals: 0,
          empty: 'no runs',
          expr: `round(${runs(NOW)})`,
          change: { expr: growth(runs), legend: 'against last week', isGrowthBad: false },
        }),
      ],
      [
        6,
        stat({
          title: 'Hook time',
          read: `How long all runs took together. ${NOTE}`,
          act: 'Growing faster than the runs: hooks became slower.',
          unit: 's',
          decimals: 1,
          empty: 'no runs',
          expr: hookTime(NOW),
          change: { expr: growth((over) => hookTime(over)), legend: 'against last week', isGrowthBad: true },
        }),
      ],
      [
        6,
        stat({
          title: 'Failed share',
          read: `Share of the runs that failed. ${NOTE}`,
          act: 'Find the hook with the largest change in the table below.',
          unit: 'percentunit',
          decimals: 1,
          empty: 'no runs',
          expr: failedShare(NOW),
          steps: [
            [0.05, WATCH],
            [0.2, BAD],
          ],
          change: { expr: growth(failedShare), legend: 'against last week', isGrowthBad: true },
        }),
      ],
      [
        6,
        stat({
          title: 'Typical duration',
          read: `Geometric mean over all runs. A different mix of hooks changes it, too. ${NOTE}`,
          act: 'Read the table below hook by hook before drawing conclusions.',
          unit: 's',
          decimals: 2,
          empty: 'no runs',
          expr: typicalSeconds(NOW),
          change: { expr: growth(typicalSeconds), legend: 'against last week', isGrowthBad: true },
        }),
      ],
    ],
    [10, [24, eachWeek()]],
  ],
};

function eachWeek() {
  const worse = [
    [0.1, WATCH],
    [0.5, BAD],
  ] as const;
  return table({
    title: 'Each hook, this week against the last',
    read: 'The last seven days, and by how much they differ from the seven days before. Changes are missing for hooks that did not run then.',
    act: 'Sort by the change of “Typical” for what became slower, by that of “Failed” for what became less reliable, by “Total time” for what matters.',
    empty: 'no hooks',
    labels: IDENTITY_COLUMNS,
    sortBy: 'Total time',
    values: [
      { title: 'Runs', unit: 'none', decimals: 0, expr: `round(${runs(EACH_NOW)})` },
      { title: 'Runs, change', unit: 'percentunit', decimals: 0, expr: eachGrowth(runs) },
      { title: 'Failed', unit: 'percentunit', decimals: 1, expr: failedShare(EACH_NOW) },
      {
        title: 'Failed, points',
        unit: 'percentunit',
        decimals: 1,
        expr: `${failedShare(EACH_NOW)} - ${failedShare(EACH_BEFORE)}`,
        steps: [
          [0.02, WATCH],
          [0.1, BAD],
        ],
      },
      { title: 'Typical', unit: 's', decimals: 2, expr: typicalSeconds(EACH_NOW) },
      { title: 'Typical, change', unit: 'percentunit', decimals: 0, expr: eachGrowth(typicalSeconds), steps: worse },
      { title: 'Total time', unit: 's', decimals: 1, expr: hookTime(EACH_NOW) },
      {
        title: 'Total time, change',
        unit: 'percentunit',
        decimals: 0,
        expr: eachGrowth((over) => hookTime(over)),
        steps: worse,
      },
    ],
  });
}
