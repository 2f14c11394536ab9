// Every query of every dashboard, asked of a real Prometheus that has known hookmeter for four weeks.

import { beforeAll, describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { isInstalled } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { type Asked, boards, filledIn, listsOf, queriesOf } from './boards.ts';
import { MINUTE } from './lives.ts';
import { type Prometheus, type Series, startPrometheus } from './server.ts';

const isThere = ['prometheus', 'promtool'].every(isInstalled);
const all = boards();
let prometheus: Prometheus;

beforeAll(async () => {
  if (!isThere) return;
  prometheus = await startPrometheus(micros(Math.floor((Date.now() * 1e3) / (5 * MINUTE)) * 5 * MINUTE));
  // The last of a chain of rules, an alert, and a second scrape.
  for (const query of [
    'hook:duration_drift:weeks_to_timeout',
    'ALERTS{alertstate="firing"}',
    'rate(hookmeter_lines_total[1m]) > 0',
  ]) {
    await until(`${query} is there`, async () => (await prometheus.instant(query)).length > 0);
  }
  prometheus.hold();
});

test('Prometheus and promtool are installed', () => {
  if (process.env['CI'] === 'true') expect(isThere).toBe(true);
});

/** A range as long as the panel's steps make sense of, else the instant. */
async function ask({ expr, panel, target }: Asked): Promise<readonly Series[]> {
  const filled = filledIn(expr, panel);
  if (target?.instant === true) return prometheus.instant(filled);
  const isDaily = panel?.interval === '1d';
  return prometheus.range(filled, isDaily ? { seconds: 6 * 86_400, step: 86_400 } : { seconds: 86_400, step: 900 });
}

describe.skipIf(!isThere)('every query is answered', () => {
  const queries = all.flatMap(queriesOf).filter(({ where }) => !where.includes('› variable'));

  test.each(queries.map((asked) => [asked.where, asked] as const))('%s', async (_where, asked) => {
    const series = await ask(asked);
    expect(series.length).toBeGreaterThan(0);
    const strange = series.filter(
      ({ values }) => values.length === 0 || !values.every((value) => Number.isFinite(value)),
    );
    expect(strange).toEqual([]);
    const named = Array.from((asked.target?.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g), ([, label = '']) => label);
    for (const label of named) expect(series.some(({ labels }) => labels[label] !== undefined)).toBe(true);
  });

  test.each(all.flatMap((board) => listsOf(board).map((list) => ({ uid: board.uid, ...list }))))(
    'the values of $name on $uid',
    async ({ name, label, series }) => {
      expect(await prometheus.labelValues(label, filledIn(series))).toEqual(OFFERED[name]);
    },
  );
});

const OFFERED: Readonly<Record<string, readonly string[]>> = {
  job: ['hookmeter'],
  instance: ['devbox:9464'],
  project: ['api', 'web'],
  agent: ['claude-code', 'git'],
  event: ['PostToolUse', 'PreToolUse', 'Stop', 'nightly', 'pre-commit'],
  hook: ['deploy', 'e2e', 'format', 'guard', 'lint', 'typecheck', 'unit-tests'],
};

type Value = readonly [value: number, hook: string];

/** What the series of a query say, and of which hook; the largest first. */
async function values(where: string): Promise<readonly Value[]> {
  const asked = all.flatMap(queriesOf).find((query) => query.where === where);
  if (asked === undefined) throw new Error(`there is no query ${where}`);
  const series = await ask(asked);
  return series
    .map(({ labels, values: told }): Value => [told.at(-1) ?? Number.NaN, labels['hook_name'] ?? ''])
    .sort(([a], [b]) => b - a);
}

async function largest(where: string): Promise<Value> {
  const [value] = await values(where);
  if (value === undefined) throw new Error(`${where} has no data`);
  return value;
}

// Worked out by hand from lives.ts. The last day ends ten minutes after the last run, so all counts are a little low.
describe.skipIf(!isThere)('the answers are right', () => {
  test.each<readonly [uid: string, title: string, refId: string, least: number, most: number, hook: string]>([
    // A day has 720 + 288 + 144 + 96 + 48 + 24 + 6 = 1,326 runs, of which 72 + 9.6 + 5 fail.
    ['overview', 'Runs that failed', 'A', 0.062, 0.069, ''],
    ['overview', 'Most failures', 'A', 69, 73, 'lint'],
    ['overview', 'Most blocks', 'A', 69, 73, 'guard'],
    // 29.5 s, and 1.645 standard deviations of 0.1 more.
    ['overview', 'Slowest', 'A', 33, 37, 'e2e'],
    // 24 runs of about 30 s.
    ['overview', 'Where the time goes', 'A', 690, 750, 'e2e'],
    // 144 × 1.2 + 48 × 12 + 720 × 0.02 + 288 × 0.3 + 96 × 5 = 1,330 s a day; e2e and deploy have no agent.
    ['overview', 'Agents wait, per hour', 'A', 53, 57, ''],
    ['overview', 'Running now', 'A', 1, 1, ''],
    ['overview', 'Hooks that fail now', 'A', 1, 1, ''],
    ['overview', 'Firing alerts', 'A', 1, 1, ''],
    ['overview', 'hookmeter', 'A', 1, 1, ''],
    ['overview', 'Became slower', 'A', 2.4, 2.6, 'typecheck'],
    ['overview', 'Oldest open run', 'A', 1200, 2100, 'e2e'],
    ['overview', 'All hooks in the time range', 'A', 705, 725, 'guard'],
    ['hook', 'Runs', 'A', 1300, 1330, ''],
    ['hook', 'Blocked', 'A', 0.052, 0.056, ''],
    ['hook', 'Failures in a row', 'A', 4, 5, ''],
    ['hook', 'Times as long as before', 'A', 2.4, 2.6, ''],
    ['trends', 'Runs', 'A', 9100, 9300, ''],
    ['trends', 'Runs', 'B', -0.02, 0.02, ''],
    // Two days of seven at 5 s instead of 2 s: the geometric mean grows by 2.5 ^ (2/7) = 1.30. All other hooks of its size are steady.
    ['trends', 'Each hook, this week against the last', 'F', 0.26, 0.34, 'typecheck'],
    ['trends', 'Drift per week', 'A', 0.08, 0.12, 'e2e'],
    // From a mean of 28.7 s over the week, p95 is 33.8 s: ln(60 / 33.8) / ln(1.1) = 6 weeks.
    ['trends', 'Time until the timeout', 'A', 5 * 604_800, 7.5 * 604_800, 'e2e'],
    ['trends', 'Headroom used', 'A', 0.52, 0.6, 'e2e'],
    ['self', 'Lines refused', 'A', 0.009, 0.011, ''],
    ['self', 'Most entries', 'A', 7, 7, ''],
  ])('%s › %s › %s', async (uid, title, refId, least, most, hook) => {
    const [value, of] = await largest(`hookmeter-${uid} › ${title} › ${refId}`);
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThanOrEqual(most);
    expect(of).toBe(hook);
  });

  test('the failing hook fails one time in four, the flaky one one time in five, the guard never', async () => {
    const shares = new Map(
      (await values('hookmeter-overview › All hooks in the time range › C')).map(([share, hook]) => [hook, share]),
    );
    expect(shares.get('lint')).toBeCloseTo(0.25, 2);
    expect(shares.get('unit-tests')).toBeCloseTo(0.2, 1);
    expect(shares.get('guard')).toBe(0);
    expect(shares.size).toBe(7);
  });

  test('a link whose other parts are empty chooses the hook that has none', async () => {
    const expr =
      'sum by (hook_name) (hook_active{hook_project=~"$project", hook_agent=~"$agent", hook_event=~"$event"})';
    const chosen = await prometheus.instant(expr.replaceAll(/\$\w+/g, ''));
    expect(chosen.map(({ labels }) => labels)).toEqual([{ hook_name: 'deploy' }]);
  });

  test.each([
    ['Became slower', 'typecheck', 2],
    ['Became faster', 'lint', 1],
  ])('%s: the mark stands at %s, %d days ago', async (name, hook, days) => {
    const [at, of] = await largest(`hookmeter-hook › annotation ${name}`);
    expect(of).toBe(hook);
    expect(Math.abs((Date.now() - at) / 86_400_000 - days)).toBeLessThan(0.15);
  });
});
