// @ts-check
// What insight says of whole histories to which nothing happens: `npm run build && node bench/quiet.mjs [HISTORIES]` prints the table of
// docs/insight.md. Seeded: the same numbers each time.

import { insightsOf } from '../dist/insight/insights.js';
import { collectRuns } from '../dist/insight/runs.js';
import { identityOf } from '../dist/journal/record.js';
import { randomFrom } from './detection/random.mjs';

/** @typedef {import('../dist/insight/insights.js').Insights} Insights */
/** @typedef {'none' | 'mondays' | 'afternoons'} Rhythm */

const HISTORIES = Number(process.argv[2] ?? 120);
const DAYS = 28;
const DAY = 86_400e6;
/** Monday. */
const BEGIN = Date.parse('2026-06-01T00:00:00Z') * 1e3;

/** Eight hooks: rarely and often run, quick and slow, steady and not. */
const HOOKS = Array.from({ length: 8 }, (_, i) => ({
  identity: identityOf(`hook-${i}`, 'PreToolUse', 'claude-code', 'web'),
  perDay: [3, 10, 30, 80][i % 4] ?? 0,
  us: [20e3, 300e3, 2e6, 8e6][i % 4] ?? 0,
  sigma: [0.15, 0.3, 0.45, 0.6][i >> 1] ?? 0,
  timeout: i % 2 === 0 ? undefined : /** @type {any} */ (60e6),
}));
const FAILURES = [0, 0.001, 0.01, 0.03, 0.2];

/** @type {Readonly<Record<Rhythm, (day: number, hour: number) => number>>} */
const TIMES = {
  none: () => 1,
  mondays: (day) => (day % 7 === 0 ? 1.4 : 1),
  afternoons: (_, hour) => (hour > 14 ? 1.5 : 1),
};

/** Weekends are nearly idle; one run in a hundred takes eight times as long. @param {number} seed @param {Rhythm} rhythm */
function quiet(seed, rhythm) {
  const random = randomFrom(seed);
  const runs = collectRuns();
  for (const [i, { identity, perDay, us, sigma, timeout }] of HOOKS.entries()) {
    const rate = FAILURES[(i + seed) % FAILURES.length] ?? 0;
    for (let day = 0; day < DAYS; day++) {
      if (day % 7 > 4 && random.uniform() < 0.9) continue;
      for (let n = 0; n < perDay; n++) {
        const hour = random.between(8, 18);
        const tail = random.uniform() < 0.01 ? 8 : 1;
        const took = Math.round(us * Math.exp(sigma * random.normal()) * tail * TIMES[rhythm](day, hour));
        const failed = random.uniform() < rate;
        const at = Math.round(BEGIN + day * DAY + (hour * DAY) / 24);
        const known = /** @type {any} */ ({ at, us: took, cpu: took / 5 });
        runs.add({ identity, ...known, outcome: failed ? 'failed' : 'success', code: failed ? 1 : 0, timeout });
      }
    }
  }
  return insightsOf(runs.history());
}

/** How often each thing is said of a history. @type {readonly (readonly [string, (said: Insights) => number])[]} */
const SAYINGS = [
  ['a change of duration', ({ hooks }) => hooks.filter(({ durationChanges }) => durationChanges.length > 0).length],
  ['a change of failures', ({ hooks }) => hooks.filter(({ failureChanges }) => failureChanges.length > 0).length],
  ['a drift, p < 0.001', ({ hooks }) => hooks.filter(({ trend }) => trend !== undefined && trend.p < 1e-3).length],
  [
    'a date on which the timeout is reached',
    ({ hooks }) => hooks.filter(({ forecast }) => forecast.kind === 'reaches').length,
  ],
  [
    'failures that lie together',
    ({ hooks }) => hooks.filter(({ failures }) => failures.concentrations.length > 0).length,
  ],
  ['hooks that fail together', ({ failedTogether }) => failedTogether.length],
  ['hooks that changed together', ({ changedTogether }) => changedTogether.length],
  ['hooks that follow each other', ({ successions }) => successions.length],
  ['advice `broken`', adviceOf('broken')],
  ['advice `newly_slower`', adviceOf('newly_slower')],
  ['advice `newly_failing`', adviceOf('newly_failing')],
  ['advice `near_timeout`', adviceOf('near_timeout')],
  ['advice `repeated`', adviceOf('repeated')],
];

/** @param {string} kind @returns {(said: Insights) => number} */
function adviceOf(kind) {
  return ({ advice }) => advice.filter((each) => each.kind === kind).length;
}

const RHYTHMS = /** @type {readonly Rhythm[]} */ (Object.keys(TIMES));
const counts = RHYTHMS.map((rhythm) => {
  const sums = SAYINGS.map(() => 0);
  for (let history = 0; history < HISTORIES; history++) {
    const said = quiet(9_600_000 + history, rhythm);
    for (const [i, [, count]] of SAYINGS.entries()) sums[i] = (sums[i] ?? 0) + count(said);
  }
  return sums;
});
process.stdout.write(
  `| of ${HISTORIES * HOOKS.length} hooks | nothing happens | Mondays × 1.4 | afternoons × 1.5 |\n|---|---|---|---|\n`,
);
for (const [i, [what]] of SAYINGS.entries())
  process.stdout.write(`| ${what} | ${counts.map((sums) => sums[i]).join(' | ')} |\n`);
