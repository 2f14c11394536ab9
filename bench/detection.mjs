// @ts-check
// How good the shipped alerts are: seeded histories of hooks go through the real ledger into a real Prometheus, which evaluates the shipped
// rules over them, and those of two peers. Seeds for tuning and for reporting are different ones (SEED).

import { sequentially, within } from './detection/best.mjs';
import { firingsOf, recordNeeded } from './detection/evaluate.mjs';
import { DAY, HOUR } from './detection/history.mjs';
import { BAND_ALERT, NAIVE, recordBands } from './detection/peers.mjs';
import { shippedRules } from './detection/prometheus.mjs';
import { markdownTables } from './detection/tables.mjs';
import { createWorld } from './detection/world.mjs';
import { row } from './lib/row.mjs';

/** Rates, with how long and how closely each is looked at: a known past, and time for about sixty runs after the change. */
const SLOWDOWN_GRIDS = [
  { perDay: 1, before: 84 * DAY, after: 75 * DAY, step: 300, countersEvery: 6 },
  { perDay: 5, before: 49 * DAY, after: 24 * DAY, step: 300, countersEvery: 3 },
  { perDay: 20, before: 35 * DAY, after: 12 * DAY, step: 300, countersEvery: 1 },
  { perDay: 100, before: 35 * DAY, after: 5 * DAY, step: 120, countersEvery: 1 },
  { perDay: 500, before: 35 * DAY, after: 3 * DAY, step: 60, countersEvery: 1 },
  { perDay: 2000, before: 35 * DAY, after: 20 * HOUR, step: 15, countersEvery: 1 },
  { perDay: 5000, before: 35 * DAY, after: 10 * HOUR, step: 15, countersEvery: 1 },
];
const SIGMAS = [0.15, 0.3, 0.6];
const FACTORS = [1.2, 1.4, 2];
/** Runs within which a change should be found. */
const WITHIN = 30;

/** Numbers for tuning were made with seeds from 1,000,000; what is reported, from 9,000,000. */
const SEED = Number(process.env['HOOKMETER_BENCH_SEED'] ?? 9_000_000);

/** @param {import('./lib/row.mjs').Context} context @returns {Promise<import('./lib/row.mjs').Result>} */
export async function measure({ quick, scratch, progress }) {
  const rules = await shippedRules(scratch);
  const slowdowns = [];
  for (const grid of SLOWDOWN_GRIDS) {
    slowdowns.push(...(await slowdownsAt(scratch, rules, grid, quick)));
    progress(
      `slowdowns at ${grid.perDay} a day: ${JSON.stringify(slowdowns.filter(({ perDay, sigma, factor }) => perDay === grid.perDay && sigma === 0.3 && factor === 1.4).map(({ found, naive, bands }) => ({ found, naive, bands })))}`,
    );
  }
  const months = [];
  for (const { perDay, before, step } of SLOWDOWN_GRIDS) {
    const result = await monthsAt(
      scratch,
      rules,
      { perDay, before, after: 30 * DAY, step: Math.max(60, step), countersEvery: 1 },
      quick,
    );
    months.push(result);
    progress(`months at ${perDay} a day: ${JSON.stringify(result.falseAlarms)}`);
  }
  process.stdout.write(`${markdownTables(slowdowns, months)}\n`);
  return { rows: summary(slowdowns, months), raw: { seed: SEED, slowdowns, months } };
}

/**
 * @typedef {{ perDay: number, sigma: number, factor: number, hooks: number, found: number, best: number, bestUnknown: number, everFound: number,
 *   runs: number, naive: number, bands: number }} Slowdown
 * @param {string} scratch @param {import('./detection/prometheus.mjs').Rule[]} rules @param {import('./detection/world.mjs').Grid} grid
 * @param {boolean} quick @returns {Promise<Slowdown[]>}
 */
async function slowdownsAt(scratch, rules, grid, quick) {
  const cells = SIGMAS.flatMap((sigma) =>
    FACTORS.map((factor) => ({ sigma, factor, hooks: quick ? 2 : sigma === 0.3 && factor === 1.4 ? 40 : 10 })),
  );
  let seed = SEED + grid.perDay * 1000;
  const world = await createWorld(
    scratch,
    grid,
    (times) =>
      cells.flatMap(({ sigma, factor, hooks }) =>
        Array.from({ length: hooks }, (_, i) => ({
          name: `slow-${sigma}-${factor}-${i}`,
          seed: ++seed,
          perDay: grid.perDay,
          sigma,
          tails: i % 2 === 1,
          injection: { kind: /** @type {const} */ ('slower'), factor },
          ...times,
        })),
      ),
    { forPeers: () => true },
  );
  const { base, changeAt, end } = world;
  const range = { from: changeAt, to: end - 1, step: grid.step };
  await recordNeeded(base, rules, ['HookSlower'], (record) => rangeFor(record, world));
  await recordBands(world);
  const alerts = rules.filter(({ name, type }) => type === 'alerting' && name === 'HookSlower');
  const ours = await firingsOf(base, alerts, range);
  const naive = await firingsOf(base, [NAIVE.p95], range);
  const bands = await firingsOf(base, [BAND_ALERT], { ...range, step: Math.max(60, grid.step) });
  await world.stop();
  return cells.map(({ sigma, factor, hooks }) => {
    const names = Array.from({ length: hooks }, (_, i) => `slow-${sigma}-${factor}-${i}`);
    const delays = (/** @type {import('./detection/evaluate.mjs').Firings} */ firings) =>
      names.map((name) => runsUntil(world, firings, name));
    const mine = delays(ours);
    return {
      perDay: grid.perDay,
      sigma,
      factor,
      hooks,
      found: share(mine, (runs) => runs <= WITHIN),
      best: within(WITHIN, Math.log(factor) / sigma, grid.perDay),
      bestUnknown: sequentially(WITHIN, Math.log(factor) / sigma, grid.perDay),
      everFound: share(mine, Number.isFinite),
      runs: middle(mine),
      naive: share(delays(naive), (runs) => runs <= WITHIN),
      bands: share(delays(bands), (runs) => runs <= WITHIN),
    };
  });
}

/** Runs that ended between the change and the first time that the alert began to fire. @param {import('./detection/world.mjs').World} world @param {import('./detection/evaluate.mjs').Firings} firings @param {string} name */
function runsUntil({ changeAt, endedAt }, firings, name) {
  const first = (firings.get(name) ?? []).find(([, to]) => to >= changeAt);
  if (first === undefined) return Number.POSITIVE_INFINITY;
  return (endedAt.get(name) ?? []).filter((at) => at <= first[0]).length;
}

/** @param {string} record @param {import('./detection/world.mjs').World} world */
function rangeFor(record, { changeAt, end, grid, start }) {
  if (record.endsWith(':last') || record.endsWith(':gap')) return { from: start, to: end - 1, step: 900 };
  if (record.startsWith('hook:duration_change')) return { from: changeAt - HOUR, to: end - 1, step: grid.step };
  return { from: changeAt - HOUR, to: end - 1, step: HOUR };
}

/** @type {readonly (readonly [string, import('./detection/history.mjs').Injection, readonly string[]])[]} */
const SCENARIOS = [
  ['nothing', { kind: 'nothing' }, []],
  ['drift of 8 % a week', { kind: 'drift', perWeek: 0.08 }, ['HookDurationDrifting', 'HookSlower']],
  [
    'half of the runs fail for a day',
    { kind: 'burst', share: 0.5, lasts: DAY },
    ['HookFailureBudgetBurn', 'HookFailingConsecutively'],
  ],
  [
    'one run in five fails from then on',
    { kind: 'failing', share: 0.2 },
    ['HookFailureBudgetBurn', 'HookFailingConsecutively'],
  ],
  ['every run fails from then on', { kind: 'broken' }, ['HookFailingConsecutively', 'HookFailureBudgetBurn']],
  ['blocks six runs in ten', { kind: 'blocking', share: 0.6 }, ['HookBlockRateChanged']],
  ['stops running', { kind: 'stop' }, ['HookStoppedRunning']],
  ['a run hangs', { kind: 'hang' }, ['HookHung']],
];
const HOOK_ALERTS = [
  'HookSlower',
  'HookDurationDrifting',
  'HookFailureBudgetBurn',
  'HookFailingConsecutively',
  'HookBlockRateChanged',
  'HookStoppedRunning',
  'HookHung',
];

/**
 * @typedef {{ what: string, hooks: number, found: number, hours: number, runs: number }} Scenario
 * @typedef {{ perDay: number, hookMonths: number, falseAlarms: Record<string, number>, scenarios: Scenario[] }} Months
 * @param {string} scratch @param {import('./detection/prometheus.mjs').Rule[]} rules @param {import('./detection/world.mjs').Grid} grid
 * @param {boolean} quick @returns {Promise<Months>}
 */
async function monthsAt(scratch, rules, grid, quick) {
  let seed = SEED + 500_000_000 + grid.perDay * 1000;
  const hooksOf = (/** @type {string} */ kind) => (quick ? 3 : kind === 'nothing' ? 30 : 6);
  const world = await createWorld(
    scratch,
    grid,
    (times) =>
      SCENARIOS.flatMap(([, injection]) =>
        Array.from({ length: hooksOf(injection.kind) }, (_, i) => ({
          name: `${injection.kind}${'share' in injection ? injection.share : ''}-${i}`,
          seed: ++seed,
          perDay: grid.perDay,
          sigma: SIGMAS[i % SIGMAS.length] ?? 0.3,
          tails: i % 2 === 1,
          injection,
          ...times,
        })),
      ),
    { forPeers: ({ injection }) => injection.kind === 'nothing' },
  );
  const { base, changeAt, end } = world;
  await recordNeeded(base, rules, HOOK_ALERTS, (record) => rangeFor(record, world));
  await recordBands(world);
  /** @type {Map<string, import('./detection/evaluate.mjs').Firings>} */
  const firings = new Map();
  for (const alert of HOOK_ALERTS) {
    const step = alert === 'HookSlower' || alert === 'HookHung' ? grid.step : 900;
    const own = rules.filter(({ name, type }) => type === 'alerting' && name === alert);
    firings.set(alert, await firingsOf(base, own, { from: changeAt, to: end - 1, step }));
  }
  const range = { from: changeAt, to: end - 1, step: 300 };
  firings.set('naive p95', await firingsOf(base, [NAIVE.p95], range));
  firings.set('naive failures', await firingsOf(base, [NAIVE.failures], range));
  firings.set('adaptive bands', await firingsOf(base, [BAND_ALERT], range));
  await world.stop();
  const quiet = Array.from({ length: hooksOf('nothing') }, (_, i) => `nothing-${i}`);
  const falseAlarms = Object.fromEntries(
    [...firings].map(([alert, all]) => [alert, quiet.reduce((sum, name) => sum + (all.get(name)?.length ?? 0), 0)]),
  );
  const scenarios = SCENARIOS.slice(1).map(([what, injection, alerts]) => {
    const names = Array.from(
      { length: hooksOf(injection.kind) },
      (_, i) => `${injection.kind}${'share' in injection ? injection.share : ''}-${i}`,
    );
    const firsts = names.map((name) =>
      Math.min(...alerts.map((alert) => firings.get(alert)?.get(name)?.[0]?.[0] ?? Number.POSITIVE_INFINITY)),
    );
    return {
      what,
      hooks: names.length,
      found: share(firsts, Number.isFinite),
      hours: middle(firsts.map((at) => (at - changeAt) / HOUR)),
      runs: middle(
        names.map((name, i) =>
          Number.isFinite(firsts[i])
            ? (world.endedAt.get(name) ?? []).filter((at) => at <= (firsts[i] ?? 0)).length
            : Number.POSITIVE_INFINITY,
        ),
      ),
    };
  });
  return { perDay: grid.perDay, hookMonths: quiet.length, falseAlarms, scenarios };
}

/** @param {readonly Slowdown[]} slowdowns @param {readonly Months[]} months */
function summary(slowdowns, months) {
  const goal = slowdowns.filter(({ sigma, factor }) => sigma === 0.3 && factor === 1.4);
  const worst = goal.reduce((least, cell) => (cell.found < least.found ? cell : least));
  const hookMonths = months.reduce((sum, month) => sum + month.hookMonths, 0);
  const alarms = (/** @type {string} */ alert) =>
    months.reduce((sum, month) => sum + (month.falseAlarms[alert] ?? 0), 0) / hookMonths;
  const percent = (/** @type {number} */ value) => `${(100 * value).toFixed(0)} %`;
  return [
    row('+40 % at σ 0.3 found within 30 runs, worst rate', {
      ours: `${percent(worst.found)} (${worst.perDay} a day)`,
      peer: `${percent(worst.naive)} p95, ${percent(worst.bands)} bands`,
      budget: '≥ 90 %',
      met: worst.found >= 0.9,
    }),
    row(`false HookSlower alarms per hook-month (${hookMonths})`, {
      ours: alarms('HookSlower').toFixed(3),
      peer: `${alarms('naive p95').toFixed(1)} p95, ${alarms('adaptive bands').toFixed(1)} bands`,
      budget: '≤ 0.05',
      met: alarms('HookSlower') <= 0.05,
    }),
    ...HOOK_ALERTS.slice(1).map((alert) =>
      row(`false ${alert} alarms per hook-month`, {
        ours: alarms(alert).toFixed(3),
        peer: alert.includes('Fail') ? `${alarms('naive failures').toFixed(1)} naive` : '–',
        budget: '≤ 0.05',
        met: alarms(alert) <= 0.05,
      }),
    ),
  ];
}

/** @param {readonly number[]} values @param {(value: number) => boolean} holds */
const share = (values, holds) => values.filter(holds).length / values.length;

/** The median; infinite where half were never found. @param {readonly number[]} values */
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
