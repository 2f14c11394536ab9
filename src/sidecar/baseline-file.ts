// A baseline as text, and back. The format is described in docs/baselines.md.

import * as v from 'valibot';
import { type Micros, micros } from '../base/units.ts';
import type { Baseline, HookBaseline } from '../insight/baseline.ts';
import { SAMPLE } from '../insight/sample.ts';
import { OUTCOMES } from '../ledger/outcome.ts';

/** Of the format: a later one that this code cannot read has a higher number. */
const VERSION = 1;

/** A header, then one line for each hook. */
export function baselineText(baseline: Baseline): string {
  const { since, until, hooks, projects } = baseline.selection;
  const header = JSON.stringify({
    kind: KIND,
    version: VERSION,
    name: baseline.name,
    saved_at_us: baseline.savedAt,
    saved_by: baseline.savedBy,
    selection: { since_us: since ?? null, until_us: until, hooks, projects },
  });
  const lines = baseline.hooks.map((hook) => `\n${JSON.stringify(hookFields(hook))}`);
  return `${header.slice(0, -1)},"hooks":[${lines.join(',')}\n]}\n`;
}

const KIND = 'hookmeter_baseline';

const hookFields = ({ hook, runs, outcomes, from, until, durations, quantiles, sample }: HookBaseline) => ({
  hook,
  runs,
  outcomes,
  from_us: from,
  until_us: until,
  durations,
  p50_us: quantiles?.p50 ?? null,
  p95_us: quantiles?.p95 ?? null,
  p99_us: quantiles?.p99 ?? null,
  sample_us: Array.from(sample),
});

/** `problem` goes on from "the file …". */
export type ParsedBaseline =
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly problem: string };

export function parseBaseline(text: string): ParsedBaseline {
  if (text.trim() === '') return { ok: false, problem: 'is empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'is not JSON' };
  }
  const head = v.safeParse(v.object({ kind: v.literal(KIND), version: v.number() }), value);
  if (!head.success) return { ok: false, problem: 'is JSON, but no baseline' };
  if (head.output.version > VERSION) {
    const { version } = head.output;
    return { ok: false, problem: `has version ${version}; this hookmeter reads up to ${VERSION}: update it` };
  }
  const parsed = v.safeParse(FILE, value, { abortEarly: true });
  if (parsed.success) return { ok: true, baseline: parsed.output };
  const [issue] = parsed.issues;
  const what = issue.received === 'undefined' ? 'is missing' : issue.message;
  return { ok: false, problem: `is damaged: ${pathOf(issue)}${what}` };
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? '' : `${path.replaceAll(/\.(\d+)/g, '[$1]')} `;
}

const count = v.custom<number>(isCount, 'expected a whole number from 0');
const moment = v.pipe(count, v.transform(micros));
const text = v.string('expected a text');
const texts = v.array(text, 'expected a list of texts');
const quantile = v.nullable(moment);

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isSample(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length > SAMPLE) return false;
  return value.every((each, i) => isCount(each) && (i === 0 || value[i - 1] <= each));
}

const HOOK = v.pipe(
  v.object(
    {
      hook: v.pipe(text, v.nonEmpty('expected a name')),
      runs: count,
      outcomes: v.object({
        success: count,
        blocked: count,
        failed: count,
        not_found: count,
        signaled: count,
        timed_out: count,
        lost: count,
      }),
      from_us: moment,
      until_us: moment,
      durations: count,
      p50_us: quantile,
      p95_us: quantile,
      p99_us: quantile,
      sample_us: v.custom<number[]>(isSample, `expected at most ${SAMPLE} ascending whole numbers`),
    },
    'expected an object',
  ),
  v.check(
    ({ runs, outcomes }) => runs > 0 && OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0) === runs,
    'expected outcomes that add up to the runs',
  ),
  v.check(
    ({ runs, durations, sample_us }) => durations <= runs && sample_us.length === Math.min(durations, SAMPLE),
    'expected as many durations as there are',
  ),
  v.transform(
    ({ hook, runs, outcomes, from_us, until_us, durations, p50_us, p95_us, p99_us, sample_us }): HookBaseline => ({
      hook,
      runs,
      outcomes,
      from: from_us,
      until: until_us,
      durations,
      quantiles: quantilesFrom(p50_us, p95_us, p99_us),
      sample: Float64Array.from(sample_us),
    }),
  ),
);

function quantilesFrom(p50: Micros | null, p95: Micros | null, p99: Micros | null): HookBaseline['quantiles'] {
  return p50 === null || p95 === null || p99 === null ? undefined : { p50, p95, p99 };
}

const FILE = v.pipe(
  v.object({
    name: text,
    saved_at_us: moment,
    saved_by: text,
    selection: v.object({ since_us: v.nullable(moment), until_us: moment, hooks: texts, projects: texts }),
    hooks: v.pipe(
      v.array(HOOK, 'expected a list'),
      v.check((hooks) => new Set(hooks.map(({ hook }) => hook)).size === hooks.length, 'expected each hook once'),
    ),
  }),
  v.transform(
    ({ name, saved_at_us, saved_by, selection, hooks }): Baseline => ({
      name,
      savedAt: saved_at_us,
      savedBy: saved_by,
      selection: {
        since: selection.since_us ?? undefined,
        until: selection.until_us,
        hooks: selection.hooks,
        projects: selection.projects,
      },
      hooks: hooks.toSorted((a, b) => (a.hook < b.hook ? -1 : 1)),
    }),
  ),
);
