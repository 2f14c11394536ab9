// A hook's runs over time as SVG: each run a point, the median a line, changes marked, failures as bars below. No script, no style of its own:
// classes are those of the page.

import { DAY, type Micros, micros } from '../../base/units.ts';
import { bucketsOf } from '../../insight/buckets.ts';
import { FAILS, type HookRuns } from '../../insight/runs.ts';
import { moment, percent } from '../amounts.ts';
import { milliseconds } from '../words.ts';
import { html } from './html-text.ts';
import type { HookReport } from './types.ts';

const [WIDTH, HEIGHT, BARS] = [640, 150, 28] as const;
const [LEFT, RIGHT, TOP] = [58, 8, 8] as const;
/** Points at most; of failures, half of them. */
const MOST_POINTS = 300;
const PARTS = 48;

export interface Span {
  readonly from: Micros;
  readonly until: Micros;
}

/** `id` makes its title and description unique in the page. */
export function hookChart(
  hook: HookReport,
  runs: HookRuns,
  { span, id }: { readonly span: Span; readonly id: string },
): string {
  const known = runs.us.filter((us) => !Number.isNaN(us)).sort();
  const scale = scaleOf(known, span);
  const all = HEIGHT + BARS + 30;
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${all}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">Durations of ${html(hook.hook)}</title>`,
    `<desc id="${id}-d">${html(description(hook, runs))}</desc>`,
    ...grid(scale),
    ...points(runs, scale),
    ...medianLine(runs, span, scale),
    ...hook.duration_changes.map(({ from, says }) => mark(Date.parse(from) * 1e3, says, scale)),
    ...failureBars(runs, span, scale),
    text(LEFT, all - 4, edge(span.from, span), 'start'),
    text(WIDTH - RIGHT, all - 4, edge(span.until, span), 'end'),
    '</svg>',
  ].join('');
}

function description(hook: HookReport, runs: HookRuns): string {
  const changes = hook.duration_changes.map(({ says }) => ` ${says}.`).join('');
  return `${runs.length} runs, p50 ${milliseconds(hook.p50_ms)}, p95 ${milliseconds(hook.p95_ms)}, ${hook.failures} failed.${changes}`;
}

/** The day; within two days the time as well. */
const edge = (at: Micros, { from, until }: Span): string => moment(at).slice(0, until - from < 2 * DAY ? 16 : 10);

interface Scale {
  x(at: number): number;
  /** Of microseconds, on a logarithmic axis. */
  y(us: number): number;
  readonly low: number;
  readonly high: number;
}

function scaleOf(sorted: Float64Array, { from, until }: Span): Scale {
  const low = Math.max(1, sorted[0] ?? 1) / 1.25;
  const high = Math.max(low * 2, (sorted.at(-1) ?? 1) * 1.25);
  return {
    low,
    high,
    x: (at) => {
      const share = until > from ? Math.min(1, Math.max(0, (at - from) / (until - from))) : 0.5;
      return tenth(LEFT + share * (WIDTH - LEFT - RIGHT));
    },
    y: (us) => {
      const share = Math.log(Math.min(high, Math.max(low, us)) / low) / Math.log(high / low);
      return tenth(TOP + (1 - share) * (HEIGHT - TOP));
    },
  };
}

/** Powers of ten, or the ends where there is none between them. */
function grid({ low, high, y }: Scale): readonly string[] {
  const powers = Array.from({ length: 15 }, (_, i) => 10 ** i).filter((us) => us > low && us < high);
  const steps = powers.length > 1 ? powers : [low, Math.sqrt(low * high), high];
  return steps.flatMap((us) => [
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(us)}" y2="${y(us)}"/>`,
    text(LEFT - 6, y(us) + 4, axisLabel(us), 'end'),
  ]);
}

const axisLabel = (us: number): string => {
  if (us < 100) return `${Number(us.toPrecision(2))}µs`;
  if (us < 1e6) return `${Number((us / 1e3).toPrecision(2))}ms`;
  return us < 60e6 ? `${Number((us / 1e6).toPrecision(2))}s` : `${Number((us / 60e6).toPrecision(2))}min`;
};

function points({ at, us, outcome, length }: HookRuns, { x, y }: Scale): readonly string[] {
  const [fine, failed]: [number[], number[]] = [[], []];
  for (let i = 0; i < length; i++)
    if (!Number.isNaN(us[i] ?? NaN)) (FAILS[outcome[i] ?? 0] === 1 ? failed : fine).push(i);
  const dots = (chosen: readonly number[], kind: string): string[] =>
    chosen.map((i) => `<circle class="${kind}" cx="${x(at[i] ?? 0)}" cy="${y(us[i] ?? 0)}" r="1.8"/>`);
  return [
    ...dots(evenly(fine, MOST_POINTS - Math.min(failed.length, MOST_POINTS / 2)), 'run'),
    ...dots(evenly(failed, MOST_POINTS / 2), 'failed'),
  ];
}

/** At most so many, the first and the last among them. */
function evenly(all: readonly number[], most: number): readonly number[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] ?? 0);
}

/** Broken where nothing ran. */
function medianLine(runs: HookRuns, { from, until }: Span, { x, y }: Scale): readonly string[] {
  const width = (until - from) / PARTS;
  let path = '';
  let isDrawing = false;
  for (const [i, { p50 }] of bucketsOf(runs, { from, until, parts: PARTS }).entries()) {
    if (p50 !== undefined) path += `${isDrawing ? 'L' : 'M'}${x(from + (i + 0.5) * width)} ${y(p50)}`;
    isDrawing = p50 !== undefined;
  }
  return path === '' ? [] : [`<path class="median" d="${path}"/>`];
}

function mark(at: number, says: string, { x }: Scale): string {
  return `<line class="change" x1="${x(at)}" x2="${x(at)}" y1="${TOP}" y2="${HEIGHT}"><title>${html(says)}</title></line>`;
}

/** The share of failures in each part of the time. */
function failureBars(runs: HookRuns, { from, until }: Span, { x }: Scale): readonly string[] {
  const bottom = HEIGHT + BARS + 8;
  const width = tenth((WIDTH - LEFT - RIGHT) / PARTS - 1);
  const bars = bucketsOf(runs, { from, until, parts: PARTS }).flatMap(({ runs: count, failures }, i) => {
    if (failures === 0) return [];
    const begins = from + ((until - from) * i) / PARTS;
    const height = tenth(Math.max(2, (failures / count) * BARS));
    const says = `${moment(micros(begins))}: ${failures} of ${count} failed (${percent(failures / count)})`;
    return `<rect class="failures" x="${x(begins)}" y="${tenth(bottom - height)}" width="${width}" height="${height}"><title>${html(says)}</title></rect>`;
  });
  return [
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/>`,
    text(LEFT - 6, bottom, 'failed', 'end'),
    ...bars,
  ];
}

const text = (x: number, y: number, says: string, anchor: 'start' | 'end'): string =>
  `<text x="${tenth(x)}" y="${tenth(y)}" text-anchor="${anchor}">${html(says)}</text>`;

/** Whoever looks cannot see more of a pixel. */
const tenth = (value: number): number => Math.round(value * 10) / 10;
