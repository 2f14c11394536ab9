import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { collectRuns } from '../../src/insight/runs.ts';
import { identityOf } from '../../src/journal/record.ts';
import { OUTCOMES } from '../../src/ledger/outcome.ts';

const run = { high: 1, low: 2 };
const end = {
  kind: 'end',
  run,
  us: micros(10),
  user: micros(3),
  sys: micros(4),
  signal: undefined,
  decision: undefined,
} as const;

describe('collected runs', () => {
  test('stand by hook and time, with their outcomes as the ledger has them', () => {
    const runs = collectRuns();
    const [a, b] = [identityOf('a', 'x'), identityOf('b')];
    runs.addEnd({ ...end, identity: b, at: micros(50), code: 0, timeout: micros(900) });
    runs.addEnd({ ...end, identity: a, at: micros(40), code: 3, timeout: undefined });
    runs.addPast({
      kind: 'past',
      run,
      identity: a,
      at: micros(20),
      us: undefined,
      code: 0,
      decision: 'deny',
      timeout: micros(70),
    });
    runs.addLost({
      kind: 'start',
      run,
      identity: identityOf('a'),
      at: micros(30),
      pid: 1,
      host: undefined,
      timeout: micros(80),
    });
    const { hooks, identities, errors } = runs.history();
    const plain = hooks.map((hook) => ({
      hook: hook.hook,
      timeout: hook.timeout,
      runs: Array.from(hook.at, (at, i) => [
        at,
        hook.us[i],
        hook.cpu[i],
        OUTCOMES[hook.outcome[i] ?? 0],
        identities[hook.identity[i] ?? 0]?.event,
        errors[hook.error[i] ?? 0],
      ]),
    }));
    expect(plain).toEqual([
      {
        hook: 'a',
        timeout: 70,
        runs: [
          [20, NaN, NaN, 'blocked', 'x', ''],
          [30, NaN, NaN, 'lost', '', 'lost'],
          [40, 10, 7, 'failed', 'x', '3'],
        ],
      },
      { hook: 'b', timeout: 900, runs: [[50, 10, 7, 'success', '', '']] },
    ]);
    expect(runs.size).toBe(4);
  });

  test('grow beyond their first columns, and a history stays as it was', () => {
    const runs = collectRuns();
    const add = (at: number): void =>
      runs.addEnd({ ...end, identity: identityOf('a'), at: micros(at), code: 0, timeout: undefined });
    for (let i = 0; i < 5000; i++) add(i);
    const before = runs.history();
    add(-1);
    expect(before.hooks[0]?.at.length).toBe(5000);
    expect(Array.from(runs.history().hooks[0]?.at ?? [])).toEqual(Array.from({ length: 5001 }, (_, i) => i - 1));
  });
});
