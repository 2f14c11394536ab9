// What hookmeter says about itself, and about its own process: the only file that knows prom-client.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { micros, type Seconds, toSeconds } from '../base/units.ts';
import { REJECT_REASONS } from '../journal/record.ts';
import type { ReadingTotals, Snapshot } from '../ledger/snapshot.ts';

/** What stands at the moment of a scrape. */
export interface SelfReadings {
  readonly reading: ReadingTotals;
  readonly entries: number;
  /** How much of the journal has not been read yet, and for how long. */
  readonly lagBytes: number;
  readonly lagSeconds: Seconds;
  /** Absent before the first checkpoint. */
  readonly checkpointAge: Seconds | undefined;
  readonly writeErrors: number;
  readonly pushErrors: number;
}

export interface Build {
  readonly version: string;
  readonly nodeVersion: string;
}

export interface SelfMetrics {
  /** Whole families in Prometheus text, to follow the hooks' own on one page. */
  text(): Promise<string>;
  /** The names of all families, so that a test can hold them apart from the hooks'. */
  families(): string[];
  close(): void;
}

/** What is true of the directory, whoever reads it; the rest is about the process of a sidecar. */
export async function directoryMetricsText(snapshot: Snapshot, build: Build): Promise<string> {
  const registry = new Registry();
  const { reading, entries } = snapshot;
  registerOwn(registry, () => ({ ...NO_SIDECAR, reading, entries: entries.length }), build);
  for (const name of OF_A_SIDECAR) registry.removeSingleMetric(name);
  return registry.metrics();
}

const NO_SIDECAR: Omit<SelfReadings, 'reading' | 'entries'> = {
  lagBytes: 0,
  lagSeconds: toSeconds(micros(0)),
  checkpointAge: undefined,
  writeErrors: 0,
  pushErrors: 0,
};

const OF_A_SIDECAR = [
  'hookmeter_journal_lag_bytes',
  'hookmeter_journal_lag_seconds',
  'hookmeter_checkpoint_age_seconds',
  'hookmeter_write_errors_total',
  'hookmeter_push_errors_total',
];

/** Values come from `read` at every scrape: they are totals that somebody else keeps, and never drift from them. */
export function createSelfMetrics(read: () => SelfReadings, build: Build): SelfMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  // One reading per page, not one per family: it may have to walk the whole ledger, and a page should not contradict itself.
  let latest: SelfReadings | undefined;
  const now = (): SelfReadings => {
    latest ??= read();
    return latest;
  };
  registerOwn(registry, now, build);
  return {
    async text() {
      latest = read();
      return registry.metrics();
    },
    families: () => registry.getMetricsAsArray().map(({ name }) => name),
    close: () => registry.clear(),
  };
}

function registerOwn(registry: Registry, now: () => SelfReadings, build: Build): void {
  const registers = [registry];
  for (const [name, help, total] of COUNTERS) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(total(now()));
      },
    });
  }
  for (const [name, help, level] of GAUGES) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = level(now());
        if (value === undefined) this.remove({});
        else this.set(value);
      },
    });
  }
  new Counter({
    name: 'hookmeter_rejects_total',
    help: 'Journal lines that are no record, by reason.',
    labelNames: ['reason'],
    registers,
    collect() {
      const { rejects } = now().reading;
      this.reset();
      // Every reason exists from the start: a reason's first reject must count in increase().
      for (const reason of REJECT_REASONS) this.inc({ reason }, rejects.get(reason) ?? 0);
    },
  });
  new Gauge({
    name: 'hookmeter_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version', 'node_version'],
    registers,
  }).set({ version: build.version, node_version: build.nodeVersion }, 1);
}

/** Gauges whose names end like a counter's: promtool's lint rejects them. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** prom-client's own 10 ms would wake an idle process a hundred times a second. */
const EVENT_LOOP_PRECISION_MS = 100;

const COUNTERS: readonly (readonly [name: string, help: string, level: (now: SelfReadings) => number])[] = [
  ['hookmeter_lines_total', 'Journal lines read.', ({ reading }) => reading.lines],
  [
    'hookmeter_late_ends_total',
    'Ends of runs that had already been given up; they change no other count.',
    ({ reading }) => reading.lateEnds,
  ],
  [
    'hookmeter_overflow_runs_total',
    'Runs counted in the overflow entry, because there were too many entries for one of their own.',
    ({ reading }) => reading.overflowRuns,
  ],
  ['hookmeter_write_errors_total', 'Files that could not be written.', ({ writeErrors }) => writeErrors],
  ['hookmeter_push_errors_total', 'Pushes that a receiver did not take.', ({ pushErrors }) => pushErrors],
];

const GAUGES: readonly (readonly [name: string, help: string, level: (now: SelfReadings) => number | undefined])[] = [
  ['hookmeter_journal_lag_bytes', 'Journal bytes not read yet.', ({ lagBytes }) => lagBytes],
  ['hookmeter_journal_lag_seconds', 'For how long the journal has had unread bytes.', ({ lagSeconds }) => lagSeconds],
  [
    'hookmeter_checkpoint_age_seconds',
    'Time since the checkpoint was last known to hold everything that was read.',
    (now) => now.checkpointAge,
  ],
  ['hookmeter_entries', 'Entries in the ledger.', ({ entries }) => entries],
  ['hookmeter_open_runs', 'Runs of all hooks that have started and not ended.', ({ reading }) => reading.openRuns],
];
