// @ts-check
// The measuring of the alerts, on a small scale: the shipped rules on a real Prometheus tell a slower hook from a quiet one.

import { expect, test } from 'vitest';
import { firingsOf, recordNeeded } from '../../bench/detection/evaluate.mjs';
import { DAY, HOUR } from '../../bench/detection/history.mjs';
import { shippedRules } from '../../bench/detection/prometheus.mjs';
import { createWorld } from '../../bench/detection/world.mjs';
import { temporaryFolder } from '../support/folders.ts';
import { needs } from '../support/needs.ts';
import { isInstalled } from '../support/programs.ts';

test('hooks that take twice as long are found within 30 runs, quiet ones are left alone', async (context) => {
  needs(context, 'prometheus', isInstalled('prometheus'));
  const scratch = temporaryFolder();
  const rules = await shippedRules(scratch);
  const grid = { perDay: 100, before: 30 * DAY, after: 3 * DAY, step: 300, countersEvery: 1 };
  const kinds = ['slower', 'nothing'];
  const world = await createWorld(
    scratch,
    grid,
    (times) =>
      kinds.flatMap((kind, k) =>
        [1, 2, 3, 4].map((i) => ({
          name: `${kind}-${i}`,
          seed: 100 * k + i,
          perDay: grid.perDay,
          sigma: 0.3,
          tails: i % 2 === 1,
          injection: kind === 'slower' ? { kind, factor: 2 } : { kind },
          ...times,
        })),
      ),
    { forPeers: () => false },
  );
  const { base, start, changeAt, end } = world;
  const hourly = { from: changeAt - HOUR, to: end - 1, step: HOUR };
  await recordNeeded(base, rules, ['HookSlower'], (record) => {
    if (record.endsWith(':last')) return { from: start, to: end - 1, step: 900 };
    return record.startsWith('hook:duration_change') ? { ...hourly, step: grid.step } : hourly;
  });
  const slower = rules.filter(({ name }) => name === 'HookSlower');
  const firings = await firingsOf(base, slower, { from: changeAt, to: end - 1, step: grid.step });
  await world.stop();
  const runsBefore = (/** @type {string} */ name) => {
    const first = firings.get(name)?.[0]?.[0];
    return first === undefined ? undefined : world.endedAt.get(name)?.filter((at) => at <= first).length;
  };
  expect([...firings.keys()].toSorted()).toEqual(['slower-1', 'slower-2', 'slower-3', 'slower-4']);
  for (const i of [1, 2, 3, 4]) expect(runsBefore(`slower-${i}`)).toBeLessThanOrEqual(30);
});
