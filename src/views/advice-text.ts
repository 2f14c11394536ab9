// Advice in words: what is wrong, since when, and what doing something about it would save.

import { assertNever } from '../base/assert-never.ts';
import type { Advice } from '../insight/advice.ts';
import type { Work } from '../insight/bottlenecks.ts';
import { duration, moment, percent } from './amounts.ts';
import { folded } from './fold.ts';
import { printable } from './printable.ts';
import { counted, errorWords } from './words.ts';

/** The most urgent sentences; nothing where there is none. Lines are folded at `width` columns. */
export function adviceText(advice: readonly Told[], { width }: { readonly width: number }): string {
  if (advice.length === 0) return '';
  const shown = advice.slice(0, MOST_SHOWN);
  const lines = shown.flatMap((each, i) => folded(`${String(i + 1).padStart(2)}. ${adviceLine(each)}`, width));
  const more = advice.length > shown.length ? [`    and ${advice.length - shown.length} more`] : [];
  return ['What to do first:', ...lines, ...more].map((line) => `${line}\n`).join('');
}

interface Told {
  readonly says: string;
  readonly confidence: Advice['confidence'];
}

/** With how sure it is. */
export const adviceLine = ({ says, confidence }: Told): string => `${says} (confidence: ${confidence})`;

/** One advice, with its evidence. Moments are in UTC. */
export function adviceSentence(advice: Advice): string {
  const how = advice.kind === 'costly' ? 'halving it would save' : 'that would save';
  const saves = advice.savedPerDay >= LEAST_SAVED ? ` – ${how} ${duration(advice.savedPerDay)} a day` : '';
  return `${printable(advice.hook)} ${evidence(advice)}${saves}`;
}

const MOST_SHOWN = 5;
const LEAST_SAVED = 1e6;

function evidence(advice: Advice): string {
  switch (advice.kind) {
    case 'broken': {
      const since = advice.always ? 'has never succeeded' : `has failed since ${moment(advice.since)}`;
      return `${since}, ${advice.streak} runs in a row (${errorWords(advice.error)}): what it is for does not happen`;
    }
    case 'not_found':
      return `could not be started ${advice.times} times, last on ${moment(advice.lastAt)}: check its path and its interpreter`;
    case 'newly_slower': {
      const { was, is, from } = advice.change;
      return `takes ${percent(is / was - 1)} longer since ${moment(from)} (${duration(was)}, now ${duration(is)}): look at what changed then`;
    }
    case 'newly_failing': {
      const { was, is, from } = advice.change;
      return `fails in ${percent(is)} of its runs since ${moment(from)}, before in ${percent(was)}: look at what changed then`;
    }
    case 'near_timeout': {
      const line = `comes near its timeout of ${duration(advice.timeout)} (p95 ${duration(advice.p95)})`;
      return advice.forecast.kind === 'reaches'
        ? `${line}, and gets there about ${moment(advice.forecast.at).slice(0, 10)}: make it faster, or raise it`
        : `${line}: make it faster, or raise it`;
    }
    case 'flaky':
      return `fails now and then, ${advice.failures} times in ${advice.runs} runs without a pattern: find what it depends on`;
    case 'costly':
      return `is ${percent(advice.criticalShare)} of the time that hosts wait for hooks, ${Math.round(advice.runsPerDay)} runs a day of ${duration(advice.p50)}${workText(advice.work)}`;
    case 'tail':
      return `takes ${duration(advice.p99)} in 1 run of 100, and ${duration(advice.p50)} in most: find what is different then`;
    case 'repeated':
      return `starts several times at the same moment (${counted(advice.times, 'run')} at ${counted(advice.moments, 'moment')}): is it configured twice?`;
    default:
      return assertNever(advice);
  }
}

function workText(work: Work): string {
  switch (work.kind) {
    case 'computing':
      return ', mostly computing: do less, or cache it';
    case 'waiting':
      return ', mostly waiting: for the network, a disk, or another process';
    case 'mixed':
    case 'unknown':
      return '';
    default:
      return assertNever(work);
  }
}
