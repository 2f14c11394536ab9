// The PromQL that several panels share. A hook runs now and then, so every ratio divides one sum by another one over the same
// window, and is absent, rather than NaN, where nothing ran.

/** The variables that every dashboard about hooks has. */
const CHOSEN = [
  'job=~"$job"',
  'instance=~"$instance"',
  'hook_project=~"$project"',
  'hook_agent=~"$agent"',
  'hook_event=~"$event"',
  'hook_name=~"$hook"',
];

/** The series of a family that the variables choose. */
export const hooks = (family: string, ...matchers: readonly string[]): string =>
  `${family}{${[...CHOSEN, ...matchers].join(', ')}}`;

/** The same of what hookmeter says about itself. */
export const self = (family: string, ...matchers: readonly string[]): string =>
  `${family}{${[...CHOSEN.slice(0, 2), ...matchers].join(', ')}}`;

/** How often hookmeter does something, in a second. */
export const perSecond = (family: string): string => `rate(${self(family)}[$__rate_interval])`;

/** The legend of what there is once for each hookmeter. */
export const BY_MACHINE = '{{instance}}';

/** What makes two runs runs of the same hook. */
export const IDENTITY = 'hook_name, hook_event, hook_agent, hook_project';

export const FAILED = 'hook_outcome!~"success|blocked"';
export const BLOCKED = 'hook_outcome="blocked"';
/** Whatever named itself while it waited for a hook: a coding agent, git. Nobody waits for what cron or CI runs without a name. */
export const AGENTS = 'hook_agent!=""';

export interface Over {
  /** Labels to keep, as PromQL spells them; none: one sum. */
  readonly by?: string;
  /** As PromQL spells it, with an offset behind it if need be. */
  readonly window: string;
  readonly offset?: string;
}

/** How much counters rose together. */
export function rise(series: string, { by, window, offset }: Over): string {
  const grouped = by === undefined ? 'sum' : `sum by (${by}) `;
  return `${grouped}(increase(${series}[${window}]${offset === undefined ? '' : ` offset ${offset}`}))`;
}

/** What happens in an hour at the pace of the moment. */
export const perHour = (series: string, by?: string): string =>
  `3600 * sum${by === undefined ? '' : ` by (${by}) `}(rate(${series}[$__rate_interval]))`;

export const runs = (over: Over): string => rise(hooks('hook_executions_total'), over);

export const failures = (over: Over): string => rise(hooks('hook_executions_total', FAILED), over);

/** The share of runs that failed, 0 to 1. */
export const failedShare = (over: Over): string => `${failures(over)} / (${runs(over)} > 0)`;

export const blockedShare = (over: Over): string =>
  `${rise(hooks('hook_executions_total', BLOCKED), over)} / (${runs(over)} > 0)`;

export const hookTime = (over: Over, ...matchers: readonly string[]): string =>
  rise(hooks('hook_duration_seconds_sum', ...matchers), over);

/** Durations spread over orders of magnitude; their logarithms are nearly normal. See docs/metrics.md. */
const meanLog = (over: Over): string =>
  `${rise(hooks('hook_duration_log_total'), over)} / (${rise(hooks('hook_duration_seconds_count'), over)} > 0)`;

const meanLogSquare = (over: Over): string =>
  `${rise(hooks('hook_duration_log_squares_total'), over)} / (${rise(hooks('hook_duration_seconds_count'), over)} > 0)`;

const secondsOf = (log: string): string => `(exp(${log}) - 1) / 1000`;

/** The geometric mean: half of the runs take longer, whatever a few very slow ones do. */
export const typicalSeconds = (over: Over): string => secondsOf(meanLog(over));

/** What one run in twenty exceeds, by the lognormal distribution: three counters a hook, where a histogram has eighteen. */
export const slowSeconds = (over: Over): string =>
  secondsOf(`${meanLog(over)} + 1.645 * sqrt(clamp_min(${meanLogSquare(over)} - (${meanLog(over)}) ^ 2, 0))`);

/** The shortest step for one hook: a quarter of an hour holds a few runs of what an agent uses. */
export const FEW_RUNS = '15m';

/** From the buckets: exact to a bucket, for the window of one point. */
export const quantileSeconds = (quantile: number): string =>
  `histogram_quantile(${quantile}, sum by (le) (rate(${hooks('hook_duration_seconds_bucket')}[$__rate_interval]))) >= 0`;

/** The `count` largest. */
export const top = (count: number, expr: string): string => `topk(${count}, ${expr})`;
