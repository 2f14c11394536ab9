// @ts-check
// How good insight's detectors are, beside simpler ones: `npm run build && node bench/insight.mjs [SERIES]` prints the tables of
// docs/insight.md. Seeded: the same numbers each time.

import { insightsOf } from '../dist/insight/insights.js';
import { levelChanges, recentLevelChanges } from '../dist/insight/level-changes.js';
import { quantile } from '../dist/insight/quantile.js';
import { rateChanges } from '../dist/insight/rate-changes.js';
import { collectRuns } from '../dist/insight/runs.js';
import { rankSegments } from '../dist/insight/segments.js';
import { identityOf } from '../dist/journal/record.js';
import { randomFrom } from './detection/random.mjs';

const SERIES = Number(process.argv[2] ?? 200);
const ONSET = 200;
const WITHIN = 30;
/** Runs of a series to which nothing happens. */
const QUIET = 400;

/** @param {ArrayLike<number>} values @param {number} p */
const at = (values, p) => quantile(Float64Array.from(values).sort(), p) ?? 0;
/** @param {Float64Array} values */
const spread = (values) => {
  const middle = at(values, 0.5);
  return (
    1.4826 *
    at(
      values.map((value) => Math.abs(value - middle)),
      0.5,
    )
  );
};

/** @param {number} factor @returns {(values: Float64Array) => boolean} */
const medians = (factor) => (values) => {
  if (values.length < 60) return false;
  const [recent, before] = [values.subarray(-10), values.subarray(-60, -10)];
  return at(recent, 0.5) > at(before, 0.5) + factor * spread(before);
};
/** @param {number} factor @returns {(values: Float64Array) => boolean} */
const p95Ratio = (factor) => (values) =>
  values.length >= 120 && at(values.subarray(-20), 0.95) > factor * at(values.subarray(-120, -20), 0.95);
/** @param {Float64Array} values */
const threeDeviations = (values) => {
  if (values.length < 51) return false;
  const before = values.subarray(-51, -1);
  const mean = before.reduce((sum, value) => sum + value, 0) / 50;
  const deviation = Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 49);
  return (values.at(-1) ?? 0) > mean + 3 * deviation;
};

/** @type {readonly (readonly [string, (values: Float64Array) => boolean])[]} */
const DETECTORS = [
  ['hookmeter', (values) => recentLevelChanges(values).some(({ delta }) => delta > 0)],
  ['median of 10 > of 50 + 3 MAD', medians(3)],
  ['… + 5 MAD', medians(5)],
  ['p95 of 20 > 1.5 × of 100', p95Ratio(1.5)],
  ['run > mean + 3 σ of 50', threeDeviations],
];

/** Lognormal; in every second series one run in fifty takes 5 to 15 times as long. @param {number} seed @param {number} length @param {number} sigma @param {number} factor */
function durations(seed, length, sigma, factor) {
  const random = randomFrom(seed);
  return Float64Array.from({ length }, (_, i) => {
    const tail = seed % 2 === 0 && random.uniform() < 0.02 ? random.between(5, 15) : 1;
    return 100 * Math.exp(sigma * random.normal()) * tail * (i >= ONSET ? factor : 1);
  });
}

function level() {
  const rows = [];
  for (const [name, fires] of DETECTORS) {
    const cells = [];
    for (const sigma of [0.15, 0.3, 0.6]) {
      cells.push(`${((1000 * quietAlarms(fires, sigma)) / (SERIES * QUIET)).toFixed(1)}`);
      for (const factor of [1.2, 1.4, 2]) cells.push(`${found(fires, sigma, factor)} %`);
    }
    rows.push(`| ${name} | ${cells.join(' | ')} |`);
  }
  return rows.join('\n');
}

/** How many times it begins to fire. @param {(values: Float64Array) => boolean} fires @param {number} sigma */
function quietAlarms(fires, sigma) {
  let alarms = 0;
  for (let series = 0; series < SERIES; series++) {
    const values = durations(9_000_000 + series, QUIET, sigma, 1);
    let fired = false;
    for (let n = 1; n <= QUIET; n++) {
      const now = fires(values.subarray(0, n));
      if (now && !fired) alarms++;
      fired = now;
    }
  }
  return alarms;
}

/** @param {(values: Float64Array) => boolean} fires @param {number} sigma @param {number} factor */
function found(fires, sigma, factor) {
  let hits = 0;
  for (let series = 0; series < SERIES; series++) {
    const values = durations(9_500_000 + series, ONSET + WITHIN, sigma, factor);
    for (let n = ONSET + 1; n <= ONSET + WITHIN; n++) {
      if (!fires(values.subarray(0, n))) continue;
      hits++;
      break;
    }
  }
  return Math.round((100 * hits) / SERIES);
}

/** Offline: series with anything found where nothing is, and how near changes are dated. */
function offline() {
  const rows = [];
  for (const length of [100, 1000, 10_000]) {
    let flagged = 0;
    const count = length > 5000 ? SERIES / 2 : SERIES * 2;
    for (let series = 0; series < count; series++) {
      if (levelChanges(durations(9_700_000 + series, length, 0.3, 1)).length > 0) flagged++;
    }
    rows.push(`| ${length} runs | ${flagged} of ${count} |`);
  }
  return rows.join('\n');
}

function rates() {
  const rows = [];
  const count = SERIES * 10;
  for (const [rate, length] of [
    [0.001, 2000],
    [0.005, 2000],
    [0.02, 500],
    [0.1, 500],
    [0.3, 500],
  ]) {
    let [exact, ranks] = [0, 0];
    for (let series = 0; series < count; series++) {
      const { uniform } = randomFrom(9_800_000 + series);
      const failed = Uint8Array.from({ length: length ?? 0 }, () => (uniform() < (rate ?? 0) ? 1 : 0));
      if (rateChanges(failed).length > 0) exact++;
      if (rankSegments(failed).length > 0) ranks++;
    }
    rows.push(`| ${rate} | ${length} | ${exact} of ${count} | ${ranks} of ${count} |`);
  }
  return rows.join('\n');
}

function ratePower() {
  const rows = [];
  for (const [before, after] of [
    [0.005, 0.1],
    [0.02, 0.1],
    [0.02, 0.2],
    [0.02, 0.5],
    [0.1, 0.3],
    [0.3, 0],
  ]) {
    const cells = [20, 50, 200].map((runs) => {
      let hits = 0;
      for (let series = 0; series < SERIES; series++) {
        const { uniform } = randomFrom(9_900_000 + series);
        const failed = Uint8Array.from({ length: 200 + runs }, (_, i) =>
          uniform() < ((i < 200 ? before : after) ?? 0) ? 1 : 0,
        );
        if (rateChanges(failed).length > 0) hits++;
      }
      return `${Math.round((100 * hits) / SERIES)} %`;
    });
    rows.push(`| ${before} → ${after} | ${cells.join(' | ')} |`);
  }
  return rows.join('\n');
}

/** All of `insightsOf` from the first run on, in times of JSON.parse of a million lines: the budgets are of few passes over the runs. */
function passes() {
  const line = JSON.stringify({
    v: 1,
    k: 'e',
    r: '0123456789abcdef',
    h: 'format',
    at: 1_795_328_330_674_562,
    us: 123_456,
  });
  const pass = took(() => {
    for (let i = 0; i < 1_000_000; i++) JSON.parse(line);
  });
  const rows = [];
  for (const [hooks, each, budget] of [
    [1, 1_000_000, 8],
    [10_000, 1, 3],
    [500, 2000, 15],
  ]) {
    const times = took(() => insightsOf(history(hooks ?? 0, each ?? 0))) / pass;
    rows.push(
      `| ${hooks} × ${each} | ${times.toFixed(1)} | ≤ ${budget} | ${times <= (budget ?? 0) ? 'yes' : '**no**'} |`,
    );
  }
  return rows.join('\n');
}

/** @param {() => unknown} work */
function took(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** One hook becomes slower; many stay as they are. @param {number} hooks @param {number} each */
function history(hooks, each) {
  const random = randomFrom(9_950_000);
  const collector = collectRuns();
  const identities = Array.from({ length: hooks }, (_, i) => identityOf(`hook ${i}`));
  for (let i = 0; i < hooks * each; i++) {
    const us = Math.round(100_000 * Math.exp(0.3 * random.normal()) * (hooks === 1 && i >= 0.7 * each ? 2 : 1));
    collector.add(
      /** @type {any} */ ({
        identity: identities[i % hooks],
        at: 1_780_000_000_000_000 + Math.floor(i / hooks) * (hooks === 1 ? 1e6 : 6e8),
        us,
        cpu: 0,
        outcome: random.uniform() < 0.02 ? 'failed' : 'success',
        code: 1,
        timeout: undefined,
      }),
    );
  }
  return collector.history();
}

process.stdout.write(
  `level, online: alarms per 1,000 quiet runs, then found within 30 of +20, +40, +100 %\n${level()}\n\n`,
);
process.stdout.write(`level, offline: quiet series flagged\n${offline()}\n\n`);
process.stdout.write(`rates: quiet series flagged, exact | rank z\n${rates()}\n\n`);
process.stdout.write(`rates: found after 20, 50, 200 runs\n${ratePower()}\n`);
process.stdout.write(`\ntime: hooks × runs of each, in times of JSON.parse of a million lines\n${passes()}\n`);
