// The metric contract: every family that hooks are exported as, with its OpenTelemetry and its Prometheus name.
// docs/metrics.md is the same table for people; a test holds the two together.

/** What kind of instrument a family would be if an OpenTelemetry SDK recorded it. */
export type Kind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

export interface Family {
  /** The OpenTelemetry name: OTLP gets this one. */
  readonly otel: string;
  /** UCUM, as OpenTelemetry writes it. */
  readonly unit: string;
  readonly kind: Kind;
  /** The Prometheus name, with unit and `_total`: the page gets this one. */
  readonly prometheus: string;
  readonly help: string;
  /** Attributes beside those of the identity. */
  readonly attributes: readonly string[];
}

/** The attribute names; the label of each is `labelOf(name)`. */
export const ATTRIBUTE = {
  hook: 'hook.name',
  event: 'hook.event',
  agent: 'hook.agent',
  project: 'hook.project',
  outcome: 'hook.outcome',
  errorType: 'error.type',
  cpuMode: 'cpu.mode',
} as const;

export const FAMILIES = {
  executions: {
    otel: 'hook.executions',
    unit: '{execution}',
    kind: 'counter',
    prometheus: 'hook_executions_total',
    help: 'Ended runs of a hook, by how they ended.',
    attributes: [ATTRIBUTE.outcome],
  },
  failures: {
    otel: 'hook.failures',
    unit: '{failure}',
    kind: 'counter',
    prometheus: 'hook_failures_total',
    help: 'Failed runs of a hook, by exit code or by the name of the outcome.',
    attributes: [ATTRIBUTE.errorType],
  },
  duration: {
    otel: 'hook.duration',
    unit: 's',
    kind: 'histogram',
    prometheus: 'hook_duration_seconds',
    help: 'How long the runs of a hook took; lost runs have no duration.',
    attributes: [],
  },
  cpuTime: {
    otel: 'hook.cpu.time',
    unit: 's',
    kind: 'counter',
    prometheus: 'hook_cpu_time_seconds_total',
    help: 'Processor time that the runs of a hook used, with their child processes.',
    attributes: [ATTRIBUTE.cpuMode],
  },
  active: {
    otel: 'hook.active',
    unit: '{execution}',
    kind: 'updowncounter',
    prometheus: 'hook_active',
    help: 'Runs of a hook that have started and not ended.',
    attributes: [],
  },
  activeOldest: {
    otel: 'hook.active.oldest',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_active_oldest_seconds',
    help: 'Age of the oldest open run of a hook; 0 while none is open.',
    attributes: [],
  },
  lastExecution: {
    otel: 'hook.last_execution.timestamp',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_last_execution_timestamp_seconds',
    help: 'When a hook last ran, in seconds since 1970.',
    attributes: [],
  },
  lastSuccess: {
    otel: 'hook.last_success.timestamp',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_last_success_timestamp_seconds',
    help: 'When a run of a hook last succeeded, in seconds since 1970.',
    attributes: [],
  },
  successRatio: {
    otel: 'hook.success_ratio',
    unit: '1',
    kind: 'gauge',
    prometheus: 'hook_success_ratio',
    help: 'Share of all ended runs of a hook that did not fail, 0 to 1; a block is no failure.',
    attributes: [],
  },
  consecutiveFailures: {
    otel: 'hook.consecutive_failures',
    unit: '{failure}',
    kind: 'gauge',
    prometheus: 'hook_consecutive_failures',
    help: 'How many runs of a hook have failed in a row.',
    attributes: [],
  },
  timeout: {
    otel: 'hook.timeout',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_timeout_seconds',
    help: 'The timeout of a hook, as its host last declared it.',
    attributes: [],
  },
  durationLog: {
    otel: 'hook.duration.log',
    unit: '1',
    kind: 'counter',
    prometheus: 'hook_duration_log_total',
    help: 'Sum of ln(1 + milliseconds) over the runs of a hook, for comparing durations statistically.',
    attributes: [],
  },
  durationLogSquares: {
    otel: 'hook.duration.log_squares',
    unit: '1',
    kind: 'counter',
    prometheus: 'hook_duration_log_squares_total',
    help: 'Sum of the squares of ln(1 + milliseconds) over the runs of a hook.',
    attributes: [],
  },
  durationBaseline: {
    otel: 'hook.duration.baseline',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_duration_baseline_seconds',
    help: 'Geometric mean duration of a hook before the likeliest change of its pace.',
    attributes: [],
  },
  durationSpread: {
    otel: 'hook.duration.spread',
    unit: '1',
    kind: 'gauge',
    prometheus: 'hook_duration_spread_ratio',
    help: 'Geometric standard deviation of the durations of a hook: two runs in three are within baseline divided and multiplied by it.',
    attributes: [],
  },
  durationRecent: {
    otel: 'hook.duration.recent',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_duration_recent_seconds',
    help: 'Geometric mean duration of a hook since the likeliest change of its pace.',
    attributes: [],
  },
  durationRecentRuns: {
    otel: 'hook.duration.recent.executions',
    unit: '{execution}',
    kind: 'gauge',
    prometheus: 'hook_duration_recent_executions',
    help: 'Runs since the likeliest change of pace of a hook.',
    attributes: [],
  },
  durationChange: {
    otel: 'hook.duration.change.timestamp',
    unit: 's',
    kind: 'gauge',
    prometheus: 'hook_duration_change_timestamp_seconds',
    help: 'When the pace of a hook most likely changed, in seconds since 1970.',
    attributes: [],
  },
  durationEvidence: {
    otel: 'hook.duration.change.evidence',
    unit: '{nat}',
    kind: 'gauge',
    prometheus: 'hook_duration_change_evidence',
    help: 'Log-likelihood ratio for that change against none, in nats; negative where the hook became faster.',
    attributes: [],
  },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyKey = keyof typeof FAMILIES;

/** By OpenTelemetry name. */
export const FAMILY_BY_OTEL_NAME: ReadonlyMap<string, Family> = new Map(
  Object.values(FAMILIES).map((family) => [family.otel, family]),
);
