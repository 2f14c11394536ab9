// What is counted of all runs of a hook, also of those that are not kept singly.

import { type Micros, micros } from '../base/units.ts';
import { OUTCOMES, type Outcome } from '../ledger/outcome.ts';
import { quantile } from './quantile.ts';
import { FAILS, type HookRuns } from './runs.ts';
import { DurationSketch } from './sketch.ts';

export interface Tally {
  readonly runs: number;
  readonly failures: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Runs with a known duration, and the sum of these. */
  readonly durations: number;
  readonly us: Micros;
  readonly firstAt: Micros;
  readonly lastAt: Micros;
  /** The most frequent first. `error` is an exit code, or the outcome's name. */
  readonly errors: readonly ErrorTally[];
  readonly p50: Micros | undefined;
  readonly p95: Micros | undefined;
  readonly p99: Micros | undefined;
  /** Otherwise quantiles are off by 0.5 % at most. */
  readonly isExact: boolean;
}

export interface ErrorTally {
  readonly error: string;
  readonly count: number;
  readonly firstAt: Micros;
  readonly lastAt: Micros;
}

/** Sums that grow while runs pass by. */
export class TallyCounter {
  #runs = 0;
  #us = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  readonly #outcomes = new Float64Array(OUTCOMES.length);
  readonly #errors = new Map<number, { count: number; firstAt: number; lastAt: number }>();
  readonly #durations = new DurationSketch();

  /** `us` is NaN where unknown; `outcome` and `error` are indices, as in HookRuns. */
  add(at: number, us: number, outcome: number, error: number): void {
    this.#runs++;
    if (at < this.#firstAt) this.#firstAt = at;
    if (at > this.#lastAt) this.#lastAt = at;
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    if (!Number.isNaN(us)) {
      this.#us += us;
      this.#durations.add(us);
    }
    if (FAILS[outcome] === 1) this.#addError(at, error);
  }

  /** With the runs of `kept` added; this itself stays as it is only where it is not asked again. */
  with(kept: HookRuns | undefined, errors: readonly string[]): Tally {
    const none = this.#runs === 0;
    for (let i = 0; kept !== undefined && i < kept.length; i++)
      this.add(kept.at[i] ?? 0, kept.us[i] ?? NaN, kept.outcome[i] ?? 0, kept.error[i] ?? 0);
    const sorted = none && kept !== undefined ? kept.us.filter((us) => !Number.isNaN(us)).sort() : undefined;
    const at = (p: number): Micros | undefined => whole(sorted ? quantile(sorted, p) : this.#durations.quantile(p));
    const outcomes = { success: 0, blocked: 0, failed: 0, not_found: 0, signaled: 0, timed_out: 0, lost: 0 };
    for (const [code, outcome] of OUTCOMES.entries()) outcomes[outcome] = this.#outcomes[code] ?? 0;
    return {
      runs: this.#runs,
      failures: this.#outcomes.reduce((sum, count, code) => sum + (FAILS[code] === 1 ? count : 0), 0),
      outcomes,
      durations: this.#durations.count,
      us: micros(this.#us),
      firstAt: micros(this.#firstAt),
      lastAt: micros(this.#lastAt),
      errors: this.#named(errors),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      isExact: sorted !== undefined || this.#durations.isExact,
    };
  }

  #addError(at: number, error: number): void {
    const known = this.#errors.get(error);
    if (known === undefined) {
      this.#errors.set(error, { count: 1, firstAt: at, lastAt: at });
      return;
    }
    known.count++;
    if (at < known.firstAt) known.firstAt = at;
    if (at > known.lastAt) known.lastAt = at;
  }

  #named(names: readonly string[]): ErrorTally[] {
    return Array.from(this.#errors, ([error, { count, firstAt, lastAt }]) => ({
      error: names[error] ?? '',
      count,
      firstAt: micros(firstAt),
      lastAt: micros(lastAt),
    })).sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1));
  }
}

const whole = (us: number | undefined): Micros | undefined => (us === undefined ? undefined : micros(Math.round(us)));
