// Three invented weeks of a team's hooks, so that there is something to find: one hook that costs most, one that became slower, one that
// is broken, one that nears its timeout. Seeded: the same weeks each time, ending now.

import { DAY, type Micros, micros } from '../../base/units.ts';
import type { LineFields } from '../../journal/append.ts';
import { type Random, randomFrom } from './random.ts';

/** A line and the moment whose day it belongs to. */
export interface DatedLine {
  readonly day: Micros;
  readonly fields: LineFields;
}

const DAYS = 21;
const HOUR = DAY / 24;
/** Nobody works at night: so many hours a day. */
const WORKING_HOURS = 9;

interface Life {
  readonly hook: string;
  readonly event: string;
  readonly agent: string;
  readonly project: string;
  readonly perDay: number;
  readonly timeout?: number;
  /** CPU time over duration. */
  readonly work: number;
  /** The typical duration in milliseconds, so many days before the end. */
  ms(ago: number): number;
  /** Standard deviation of its logarithm. */
  readonly spread: number;
  code(ago: number, random: Random): number;
}

const fine = (): number => 0;
const steady = (ms: number) => (): number => ms;
/** Fails in that share of its runs. */
const failing =
  (share: number, code = 1) =>
  (_ago: number, random: Random): number =>
    random.uniform() < share ? code : 0;
/** Two hooks ask the same server, which is away for an hour now and then. */
const needsStaging = (ago: number, random: Random): number =>
  (ago * 24 + 20) % 41 < 1.5 && random.uniform() < 0.8 ? 1 : 0;

const web = { agent: 'claude-code', project: 'web' };
const LIVES: readonly Life[] = [
  {
    hook: 'format',
    event: 'PostToolUse',
    ...web,
    perDay: 120,
    timeout: 30,
    work: 0.9,
    ms: steady(180),
    spread: 0.2,
    code: fine,
  },
  {
    hook: 'typecheck',
    event: 'PostToolUse',
    ...web,
    perDay: 60,
    timeout: 60,
    work: 0.95,
    ms: (ago) => (ago > 3.2 ? 2600 : 4400),
    spread: 0.12,
    code: failing(0.01),
  },
  {
    hook: 'path-guard',
    event: 'PreToolUse',
    ...web,
    perDay: 160,
    timeout: 5,
    work: 0.7,
    ms: steady(14),
    spread: 0.25,
    code: failing(0.03, 2),
  },
  {
    hook: 'unit-tests',
    event: 'Stop',
    ...web,
    perDay: 26,
    timeout: 60,
    work: 0.6,
    ms: (ago) => 41_000 * 1.011 ** -ago,
    spread: 0.05,
    code: failing(0.01),
  },
  {
    hook: 'lint',
    event: 'pre-commit',
    agent: 'git',
    project: 'web',
    perDay: 24,
    work: 0.9,
    ms: steady(1900),
    spread: 0.15,
    code: failing(0.12),
  },
  {
    hook: 'secret-scan',
    event: 'pre-commit',
    agent: 'git',
    project: 'web',
    perDay: 24,
    work: 0.5,
    ms: (ago) => (ago > 1.6 ? 420 : 35),
    spread: 0.15,
    code: (ago) => (ago > 1.6 ? 0 : 1),
  },
  {
    hook: 'ticket-guard',
    event: 'commit-msg',
    agent: 'git',
    project: 'web',
    perDay: 22,
    work: 0.8,
    ms: steady(9),
    spread: 0.3,
    code: fine,
  },
  {
    hook: 'integration',
    event: 'pre-push',
    agent: 'git',
    project: 'api',
    perDay: 16,
    timeout: 300,
    work: 0.1,
    ms: steady(18_000),
    spread: 0.3,
    code: needsStaging,
  },
  {
    hook: 'schema-check',
    event: 'pre-commit',
    agent: 'git',
    project: 'api',
    perDay: 18,
    timeout: 30,
    work: 0.15,
    ms: steady(950),
    spread: 0.25,
    code: needsStaging,
  },
  {
    hook: 'notify',
    event: 'Notification',
    ...web,
    perDay: 30,
    timeout: 10,
    work: 0.05,
    ms: steady(310),
    spread: 0.6,
    code: fine,
  },
];

/** In no order; `now` is the end. */
export function* demoHistory(now: Micros, random: Random = randomFrom(20)): Generator<DatedLine> {
  let count = 0;
  for (const life of LIVES) {
    for (let day = DAYS; day > 0; day--) {
      for (let i = 0; i < life.perDay; i++) {
        const ago = day - 1 + (random.uniform() * WORKING_HOURS * HOUR) / DAY;
        yield* linesOf(life, { now, ago, run: `demo-${(++count).toString(36)}`, random });
      }
    }
  }
}

interface Moment {
  readonly now: Micros;
  /** Days before the end. */
  readonly ago: number;
  readonly run: string;
  readonly random: Random;
}

function* linesOf(life: Life, { now, ago, run, random }: Moment): Generator<DatedLine> {
  const { hook, event, agent, project, timeout, work } = life;
  const us = Math.round(life.ms(ago) * Math.exp(life.spread * random.normal()) * 1e3);
  const isLate = timeout !== undefined && us > timeout * 1e6;
  const took = isLate ? timeout * 1e6 : us;
  const day = micros(Math.round(now - ago * DAY) - took);
  const who = { run, hook, event, agent, project };
  yield { day, fields: { kind: 'start', ...who, at: day, pid: 1, host: 'demo', timeout } };
  const cpu = seconds((took * work * (0.9 + 0.2 * random.uniform())) / 1.2);
  const ended = isLate ? { code: 143, signal: 15 } : { code: life.code(ago, random) };
  yield { day, fields: { kind: 'end', ...who, at: day + took, us: took, user: cpu, sys: '0.001', ...ended, timeout } };
}

const seconds = (us: number): string => (us / 1e6).toFixed(3);
