// @ts-check
// Histories of hooks: when they ran, for how long, and how they ended. Seeded, so that every one can be made again.

import { randomFrom } from './random.mjs';

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/**
 * What happens to a hook at `changeAt`.
 * @typedef {{ kind: 'nothing' } | { kind: 'slower', factor: number } | { kind: 'drift', perWeek: number }
 *   | { kind: 'burst', share: number, lasts: number } | { kind: 'failing', share: number } | { kind: 'broken' }
 *   | { kind: 'blocking', share: number } | { kind: 'stop' } | { kind: 'hang' }} Injection
 * @typedef {{ name: string, seed: number, perDay: number, sigma: number, tails: boolean, rhythm?: number, injection: Injection,
 *   start: number, changeAt: number, end: number }} HookPlan
 * @typedef {{ at: number, seconds: number, outcome: 'success' | 'failed' | 'blocked' }} SimulatedRun
 */

/**
 * The runs of a hook, in the order in which they end. A Poisson process with working hours and weekends; lognormal durations that
 * follow the time of day by ±`rhythm`; with `tails`, one run in fifty takes 5 to 15 times as long.
 * @param {HookPlan} plan
 * @returns {Generator<SimulatedRun>}
 */
export function* runsOf(plan) {
  const random = randomFrom(plan.seed);
  const hook = {
    median: Math.exp(random.between(Math.log(0.2), Math.log(4))),
    phase: Math.floor(random.between(0, 7 * 24)) * HOUR,
    failing: random.between(0.005, 0.03),
    blocking: random.uniform() < 0.3 ? random.between(0.05, 0.3) : 0,
  };
  const busiest = Math.max(...HOUR_WEIGHTS) * plan.perDay;
  let at = plan.start;
  let last = plan.start;
  for (;;) {
    at -= (Math.log(1 - random.uniform()) / busiest) * DAY;
    if (at >= plan.end) return;
    const hour = Math.floor((at + hook.phase) / HOUR) % (7 * 24);
    if (random.uniform() > (HOUR_WEIGHTS[hour] ?? 0) / Math.max(...HOUR_WEIGHTS)) continue;
    const changed = at >= plan.changeAt;
    if (changed && (plan.injection.kind === 'stop' || plan.injection.kind === 'hang')) return;
    const seconds = duration(plan, hook, random, at, hour);
    last = Math.max(last, at + seconds);
    yield { at: last, seconds, outcome: outcomeAt(plan, hook, random, at) };
  }
}

/** Runs per hour of the week over the mean, 0 is Monday at midnight. */
const HOUR_WEIGHTS = weights();

function weights() {
  const raw = Array.from({ length: 7 * 24 }, (_, hour) => {
    const [day, clock] = [Math.floor(hour / 24), hour % 24];
    const isDay = clock >= 8 && clock < 19;
    if (day >= 5) return isDay ? 0.1 : 0.02;
    if (!isDay) return 0.06;
    return clock === 12 ? 0.6 : 1;
  });
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  return raw.map((weight) => weight / mean);
}

/**
 * @param {HookPlan} plan @param {{ median: number }} hook @param {import('./random.mjs').Random} random
 * @param {number} at @param {number} hour
 */
function duration(plan, hook, random, at, hour) {
  const { injection } = plan;
  let log =
    Math.log(hook.median) +
    plan.sigma * random.normal() +
    (plan.rhythm ?? 0) * Math.sin((2 * Math.PI * (hour % 24)) / 24);
  if (plan.tails && random.uniform() < 0.02) log += Math.log(random.between(5, 15));
  if (at >= plan.changeAt) {
    if (injection.kind === 'slower') log += Math.log(injection.factor);
    if (injection.kind === 'drift') log += (Math.log(1 + injection.perWeek) * (at - plan.changeAt)) / (7 * DAY);
  }
  return Math.exp(log);
}

/**
 * @param {HookPlan} plan @param {{ failing: number, blocking: number }} hook @param {import('./random.mjs').Random} random
 * @param {number} at
 * @returns {SimulatedRun['outcome']}
 */
function outcomeAt(plan, hook, random, at) {
  let { failing, blocking } = hook;
  const { injection } = plan;
  if (at >= plan.changeAt) {
    if (injection.kind === 'burst' && at < plan.changeAt + injection.lasts) failing = injection.share;
    if (injection.kind === 'failing') failing = injection.share;
    if (injection.kind === 'broken') failing = 1;
    if (injection.kind === 'blocking') blocking = injection.share;
  }
  const drawn = random.uniform();
  if (drawn < failing) return 'failed';
  return drawn < failing + blocking * (1 - failing) ? 'blocked' : 'success';
}
