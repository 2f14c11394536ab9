// @ts-check
// Rules over a past that Prometheus holds: recording rules are recorded where they are needed, alerts give the times they fired.

import { rangeQuery } from './prometheus.mjs';
import { remoteWrite } from './remote-write.mjs';

/**
 * @typedef {{ from: number, to: number, step: number }} Range
 * @typedef {Map<string, [from: number, to: number][]>} Firings by hook, in order
 */

/**
 * Records what the alerts need. `rangeOf` says where and how often.
 * @param {string} base
 * @param {readonly import('./prometheus.mjs').Rule[]} rules
 * @param {readonly string[]} alerts
 * @param {(record: string) => Range} rangeOf
 */
export async function recordNeeded(base, rules, alerts, rangeOf) {
  const recordings = rules.filter(({ type }) => type === 'recording');
  const done = new Set();
  for (const alert of rules) if (alert.type === 'alerting' && alerts.includes(alert.name)) await recordFor(alert.expr);

  /** Depth first: the API lists groups by name, not in the order in which one reads another. @param {string} expr */
  async function recordFor(expr) {
    for (const name of new Set(recordings.map((rule) => rule.name).filter((record) => mentions(expr, record)))) {
      if (done.has(name)) continue;
      done.add(name);
      const own = recordings.filter((rule) => rule.name === name);
      for (const rule of own) await recordFor(rule.expr);
      for (const rule of own) {
        const series = await rangeQuery(base, rule.expr, rangeOf(name));
        const named = series.map((one) => ({ ...one, labels: { ...one.labels, ...rule.labels, __name__: name } }));
        await remoteWrite(base, named.map(withoutNaN));
      }
    }
  }
}

/** @param {string} expr @param {string} record */
const mentions = (expr, record) => new RegExp(`(?<![\\w:])${record}(?![\\w:])`).test(expr);

/** @param {import('./series.mjs').Series} series */
function withoutNaN(series) {
  const kept = series.values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  return { ...series, times: kept.map((i) => series.times[i] ?? 0), values: kept.map((i) => series.values[i] ?? 0) };
}

/**
 * When an alert fired for each hook, `for` and `keep_firing_for` as Prometheus applies them.
 * @param {string} base
 * @param {readonly { expr: string, holdFor: number, keepFiringFor: number }[]} rules all rules of one alert
 * @param {Range} range
 * @returns {Promise<Firings>}
 */
export async function firingsOf(base, rules, range) {
  /** @type {Firings} */
  const all = new Map();
  for (const { expr, holdFor, keepFiringFor } of rules) {
    for (const { labels, times } of await rangeQuery(base, expr, range)) {
      const hook = labels.hook_name ?? '';
      all.set(hook, merged([...(all.get(hook) ?? []), ...spansOf(times, range.step, holdFor, keepFiringFor)]));
    }
  }
  return all;
}

/** @param {readonly number[]} times @param {number} step @param {number} holdFor @param {number} keepFiringFor */
function spansOf(times, step, holdFor, keepFiringFor) {
  /** @type {[number, number][]} */
  const active = [];
  for (const time of times) {
    const last = active.at(-1);
    if (last !== undefined && time - last[1] <= step * 1.5) last[1] = time;
    else active.push([time, time]);
  }
  /** @type {[number, number][]} */
  const firing = active.filter(([from, to]) => to - from >= holdFor).map(([from, to]) => [from + holdFor, to]);
  return merged(firing, Math.max(step, keepFiringFor));
}

/** @param {[number, number][]} spans @param {number} gap @returns {[number, number][]} */
function merged(spans, gap = 0) {
  /** @type {[number, number][]} */
  const kept = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = kept.at(-1);
    if (last !== undefined && from - last[1] <= gap) last[1] = Math.max(last[1], to);
    else kept.push([from, to]);
  }
  return kept;
}
