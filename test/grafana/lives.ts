// Seven hooks with known lives. Everything is a function of when a run starts, so that right answers can be worked out by hand.

import { type Micros, micros } from '../../src/base/units.ts';
import { type EndRecord, type Identity, identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';

export const MINUTE = 60_000_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Life {
  readonly identity: Identity;
  /** A run every so many minutes. */
  readonly every: number;
  /** Seconds. */
  readonly timeout?: number;
  /** The typical duration in seconds, `ago` before the end of the history. */
  seconds(ago: number): number;
  /** The exit code of the run with this number. */
  code(index: number, ago: number): number;
}

export const LIVES: readonly Life[] = [
  {
    identity: identityOf('format', 'PostToolUse', 'claude-code', 'web'),
    every: 10,
    timeout: 60,
    seconds: () => 1.2,
    code: () => 0,
  },
  // Flaky: one run in five fails.
  {
    identity: identityOf('unit-tests', 'Stop', 'claude-code', 'web'),
    every: 30,
    timeout: 60,
    seconds: () => 12,
    code: (index) => (index % 5 === 0 ? 1 : 0),
  },
  // A guard: says no once in ten times.
  {
    identity: identityOf('guard', 'PreToolUse', 'claude-code', 'web'),
    every: 2,
    seconds: () => 0.02,
    code: (index) => (index % 10 === 0 ? 2 : 0),
  },
  // Fails one time in four, and became faster one day before the end.
  {
    identity: identityOf('lint', 'pre-commit', 'git', 'api'),
    every: 5,
    seconds: (ago) => (ago > DAY ? 0.5 : 0.3),
    code: (index) => (index % 4 === 0 ? 3 : 0),
  },
  // Became slower two days before the end: from 2 s to 5 s.
  {
    identity: identityOf('typecheck', 'Stop', 'claude-code', 'api'),
    every: 15,
    timeout: 60,
    seconds: (ago) => (ago > 2 * DAY ? 2 : 5),
    code: () => 0,
  },
  // Takes a tenth longer every week, and has a timeout to reach.
  {
    identity: identityOf('e2e', 'nightly', '', 'api'),
    every: 60,
    timeout: 60,
    seconds: (ago) => 30 * 1.1 ** (-ago / (7 * DAY)),
    code: () => 0,
  },
  // Has nothing but a name, and has not been found for twenty hours.
  { identity: identityOf('deploy'), every: 240, seconds: () => 3, code: (_index, ago) => (ago < 20 * HOUR ? 127 : 0) },
];

/** More than any life has runs: their numbers stay positive. */
const MANY = 1_000_000;

/** Every run that starts in (from, to], in the order of their ends. */
export function runsOf(from: Micros, to: Micros, end: Micros): EndRecord[] {
  const runs = LIVES.flatMap((life) => {
    const step = life.every * MINUTE;
    const first = Math.floor((from - phaseOf(life, end)) / step) + 1;
    const count = Math.floor((to - phaseOf(life, end)) / step) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => runOf(life, first + index, end));
  });
  return runs.sort((a, b) => a.at - b.at);
}

/** The last run starts half a step before the end: answers do not depend on the minute of the hour at which they are asked for. */
function phaseOf({ every }: Life, end: Micros): number {
  const step = every * MINUTE;
  return (end + step / 2) % step;
}

/**
 * Nearly normal, with mean 0 and standard deviation 1: the sum of four uniform numbers. They are multiples of irrational ones,
 * which spread evenly over any few runs in a row, so that the answers do not depend on luck.
 */
function scatter(index: number): number {
  const sum = [Math.SQRT2, Math.E, Math.PI, Math.sqrt(3)].reduce((so, factor) => so + ((index * factor) % 1), 0);
  return (sum - 2) * Math.sqrt(3);
}

function runOf(life: Life, step: number, end: Micros): EndRecord {
  const start = step * life.every * MINUTE + phaseOf(life, end);
  // Counted from the end: the same runs whatever the hour.
  const index = MANY - Math.floor((end - start) / (life.every * MINUTE));
  const normal = 0.1 * scatter(index);
  const us = Math.round(life.seconds(end - start) * Math.exp(normal) * 1e6);
  return {
    kind: 'end',
    run: hashOf(`${life.identity.hook} ${index}`),
    identity: life.identity,
    at: micros(start + us),
    us: micros(us),
    user: micros(Math.round(us * 0.5)),
    sys: micros(Math.round(us * 0.1)),
    code: life.code(index, end - start),
    signal: undefined,
    decision: undefined,
    timeout: life.timeout === undefined ? undefined : micros(life.timeout * 1e6),
  };
}
