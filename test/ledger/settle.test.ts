import { describe, expect, test } from 'vitest';
import { DAY, type Micros, micros, SECOND } from '../../src/base/units.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { createSettler, type Verdict } from '../../src/ledger/settle.ts';
import type { OpenRun } from '../../src/ledger/state.ts';
import { AT } from '../support/shim-lines.ts';
import { openRun, PID } from './open-run.ts';

/** Seconds after the run began; `ALIVE` is a process table in which its process lives, and started just before it. */
const at = (seconds: number): Micros => micros(AT + seconds * SECOND);
const ALIVE: ReadonlyMap<number, Micros> = new Map([[PID, at(-0.1)]]);
const GONE: ReadonlyMap<number, Micros> = new Map();
const startedAt = (seconds: number): ReadonlyMap<number, Micros> => new Map([[PID, at(seconds)]]);

type Look = readonly [second: number, processes: ReadonlyMap<number, Micros>];

/** Looks as the sidecar does, and asks once the journal has been read since the second `readSince`. */
function outcome(
  run: OpenRun,
  looks: readonly Look[],
  readSince: number,
  now = readSince,
): Verdict['outcome'] | 'open' {
  const settler = createSettler('devbox');
  for (const [second, processes] of looks) settler.observe([run], processes, at(second));
  const [verdict] = settler.verdicts([run], at(readSince), at(now));
  if (verdict !== undefined) expect(verdict.run).toBe(run);
  return verdict?.outcome ?? 'open';
}

/** Once a second, alive up to and including one second, gone from another on. */
const deathBetween = (lastAlive: number, gone: number): readonly Look[] => [
  ...Array.from({ length: lastAlive }, (_, i): Look => [i + 1, ALIVE]),
  [gone, GONE],
];

describe('an open run of this machine', () => {
  test.each<[string, Parameters<typeof outcome>, ReturnType<typeof outcome>]>([
    ['that nobody has looked for is open', [openRun(), [], 1e6], 'open'],
    [
      'whose process lives is open, however long',
      [
        openRun(),
        [
          [1, ALIVE],
          [1e6, ALIVE],
        ],
        1e6,
      ],
      'open',
    ],
    [
      'whose process lives past its timeout is open',
      [
        openRun({ timeout: micros(10 * SECOND) }),
        [
          [1, ALIVE],
          [1000, ALIVE],
        ],
        1000,
      ],
      'open',
    ],
    [
      'whose process is gone is lost',
      [
        openRun(),
        [
          [1, ALIVE],
          [2, GONE],
        ],
        3,
      ],
      'lost',
    ],
    ['whose process was never seen is lost', [openRun(), [[2, GONE]], 3], 'lost'],
    [
      'is open as long as the journal was not read since its process was seen gone',
      [
        openRun(),
        [
          [1, ALIVE],
          [2, GONE],
        ],
        1.9,
        60,
      ],
      'open',
    ],
    [
      'is lost when the journal was read from the very moment on',
      [
        openRun(),
        [
          [1, ALIVE],
          [2, GONE],
        ],
        2,
      ],
      'lost',
    ],
    ['is lost when its pid belongs to a process that began later', [openRun(), [[60, startedAt(30)]], 61], 'lost'],
    ['is lost when its pid belongs to a process of a later boot', [openRun(), [[1e6, startedAt(9e5)]], 1e6], 'lost'],
    [
      'is open when its process seems to begin within the precision of the clocks',
      [openRun(), [[60, startedAt(1.9)]], 61],
      'open',
    ],
    [
      'is open when its process is much older: a program that measures itself',
      [openRun(), [[60, startedAt(-1e6)]], 61],
      'open',
    ],
    [
      'is lost when its pid was given on after it had been seen alive',
      [
        openRun(),
        [
          [10, ALIVE],
          [11, startedAt(10.4)],
        ],
        12,
      ],
      'lost',
    ],
    [
      'is open when the precision of its start wavers',
      [
        openRun(),
        [
          [10, ALIVE],
          [11, startedAt(0.9)],
          [12, startedAt(-1)],
        ],
        13,
      ],
      'open',
    ],
    [
      'stays gone once it was seen gone',
      [
        openRun(),
        [
          [1, ALIVE],
          [2, GONE],
          [3, ALIVE],
        ],
        4,
      ],
      'lost',
    ],
  ])('%s', (_what, [run, looks, readSince, now], verdict) => {
    expect(outcome(run, looks, readSince, now)).toBe(verdict);
  });

  describe('with a timeout of ten seconds', () => {
    const run = openRun({ timeout: micros(10 * SECOND) });
    test.each<[string, readonly Look[], ReturnType<typeof outcome>]>([
      ['timed out when it died between a look before and one at the deadline', deathBetween(9, 10), 'timed_out'],
      ['timed out when it died a little past the deadline', deathBetween(11, 12), 'timed_out'],
      [
        'timed out when it died long past the deadline',
        [
          [1, ALIVE],
          [500, ALIVE],
          [501, GONE],
        ],
        'timed_out',
      ],
      ['is lost when it was seen gone before the deadline', deathBetween(8, 9), 'lost'],
      [
        'is lost when the sidecar was away around the deadline',
        [
          [1, ALIVE],
          [60, GONE],
        ],
        'lost',
      ],
      [
        'is lost when the last look was too long before the deadline',
        [
          [7, ALIVE],
          [10.1, GONE],
        ],
        'lost',
      ],
      [
        'timed out when the last look was just near enough',
        [
          [7.5, ALIVE],
          [10.1, GONE],
        ],
        'timed_out',
      ],
      ['is lost when nobody saw it alive', [[60, GONE]], 'lost'],
      ['is lost when its pid was given on long ago', [[60, startedAt(30)]], 'lost'],
    ])('it %s', (_what, looks, verdict) => {
      expect(outcome(run, looks, 1000)).toBe(verdict);
    });
  });

  test('whose end was still unread is not settled: the journal has the last word', () => {
    const settler = createSettler('devbox');
    const run = openRun();
    settler.observe([run], ALIVE, at(1));
    settler.observe([run], GONE, at(2));
    // The next pass reads the end, and the ledger no longer names the run.
    expect(settler.verdicts([], at(3), at(3))).toEqual([]);
    settler.observe([], GONE, at(4));
    // Nothing of it is left: another run of the same id would begin anew.
    expect(settler.verdicts([run], at(5), at(5))).toEqual([]);
  });

  test('is judged by itself among others', () => {
    const settler = createSettler('devbox');
    const [a, b, c] = ['a', 'b', 'c'].map((id, i) => openRun({ run: hashOf(id), pid: PID + i }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three runs');
    const processes = new Map([
      [PID, at(-1)],
      [PID + 2, at(-1)],
    ]);
    settler.observe([a, b, c], processes, at(1));
    expect(settler.verdicts([a, b, c], at(2), at(2))).toEqual([{ run: b, outcome: 'lost' }]);
    expect(settler.pids([a, b, c, openRun({ host: 'elsewhere' })])).toEqual([PID, PID + 1, PID + 2]);
  });
});

describe('an open run that cannot be seen from here', () => {
  const day = DAY / SECOND;
  const elsewhere = { host: 'elsewhere' };
  test.each<[string, Partial<OpenRun>, number, number, ReturnType<typeof outcome>]>([
    ['of another machine is open for a day and a minute', elsewhere, day + 60, day + 60, 'open'],
    ['of another machine is lost after that', elsewhere, day + 60.000001, day + 61, 'lost'],
    [
      'of another machine is open for its timeout and a minute',
      { ...elsewhere, timeout: micros(10 * SECOND) },
      70,
      70,
      'open',
    ],
    [
      'of another machine is lost past its timeout, not timed out',
      { ...elsewhere, timeout: micros(10 * SECOND) },
      71,
      71,
      'lost',
    ],
    ['of no machine is lost by the deadline alone', { host: undefined, timeout: micros(10 * SECOND) }, 71, 71, 'lost'],
    ['without a pid is lost by the deadline alone', { pid: undefined, timeout: micros(10 * SECOND) }, 71, 71, 'lost'],
    [
      'is open when the journal was last read before the deadline',
      { ...elsewhere, timeout: micros(10 * SECOND) },
      69,
      1e6,
      'open',
    ],
    [
      'is open when the clock was set back after the reading',
      { ...elsewhere, timeout: micros(10 * SECOND) },
      1e6,
      5,
      'open',
    ],
  ])('%s', (_what, fields, readSince, now, verdict) => {
    expect(outcome(openRun(fields), [[1, GONE]], readSince, now)).toBe(verdict);
  });
});
