// @ts-check
// One Prometheus full of simulated hooks of one rate, from before the change to after it.

import { DAY, HOUR } from './history.mjs';
import { startPrometheus } from './prometheus.mjs';
import { remoteWrite } from './remote-write.mjs';
import { scrapedSeries } from './series.mjs';

/**
 * How a rate is looked at: how long before and after the change, how often gauges are scraped and the fast rules evaluated, and how many such steps
 * lie between two scrapes of the counters.
 * @typedef {{ perDay: number, before: number, after: number, step: number, countersEvery: number }} Grid
 * @typedef {{ base: string, start: number, changeAt: number, end: number, grid: Grid, endedAt: Map<string, number[]>, stop(): Promise<void> }} World
 */

/**
 * @param {string} scratch
 * @param {Grid} grid
 * @param {(times: { start: number, changeAt: number, end: number }) => import('./history.mjs').HookPlan[]} plansOf
 * @param {{ forPeers: (plan: import('./history.mjs').HookPlan) => boolean }} options which hooks the peers look at too
 * @returns {Promise<World>}
 */
export async function createWorld(scratch, grid, plansOf, { forPeers }) {
  const changeAt = Math.floor((Date.now() / 1000 - grid.after) / DAY) * DAY - DAY;
  const times = { start: changeAt - grid.before, changeAt, end: changeAt + grid.after };
  const scrapes = [
    { from: times.start, to: changeAt - 9 * DAY, step: 15 * 60, countersEvery: 1, gauges: false },
    {
      from: changeAt - 9 * DAY,
      to: changeAt - 2 * HOUR,
      step: 5 * 60,
      countersEvery: grid.perDay < 20 ? 3 : 1,
      gauges: false,
    },
    { from: changeAt - 2 * HOUR, to: times.end, step: grid.step, countersEvery: grid.countersEvery, gauges: true },
  ];
  const { base, stop } = await startPrometheus(scratch);
  /** @type {Map<string, number[]>} */
  const endedAt = new Map();
  for (const plan of plansOf(times)) {
    const scraped = scrapedSeries(plan, scrapes, forPeers(plan));
    await remoteWrite(base, scraped.series);
    endedAt.set(plan.name, scraped.endedAt);
  }
  return { base, start: times.start, changeAt, end: times.end, grid, endedAt, stop };
}
