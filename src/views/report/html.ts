// The report as one file to share: no script, no request to anywhere, everything in it.

import { type Micros, micros } from '../../base/units.ts';
import type { RunHistory } from '../../insight/runs.ts';
import { adviceLine } from '../advice-text.ts';
import { percent } from '../amounts.ts';
import { counted, errorWords, milliseconds } from '../words.ts';
import { hookChart, type Span } from './chart.ts';
import { costliest, findingsOf, slowest } from './findings.ts';
import { STYLE } from './html-style.ts';
import { badge, htmlTable } from './html-table.ts';
import { html } from './html-text.ts';
import { type Known, nothingLines } from './nothing.ts';
import type { HookReport, NeverRan, Report } from './types.ts';

/** Rows, and hooks with a chart, at most: a page that nobody can open helps nobody. */
const MOST_HOOKS = 1000;
const MOST_CHARTS = 50;
const MOST_ADVICE = 10;

export function reportHtml(report: Report, history: RunHistory, known: Known): string {
  const hooks = costliest(report.hooks).slice(0, MOST_HOOKS);
  const charted = hooks.filter(({ runs }) => runs > 0).slice(0, MOST_CHARTS);
  const anchors = new Map(charted.map(({ hook }, i) => [hook, `hook-${i + 1}`]));
  const body =
    hooks.length === 0
      ? nothingLines(report, known).map((line) => `<p>${html(line)}</p>`)
      : [
          cards(report),
          advice(report),
          ...findingsOf(report).map(({ title, says, more }) => list(title, says, more)),
          `<h2>All hooks</h2>${htmlTable(hooks, anchors)}${leftOut(report.hooks.length - hooks.length)}`,
          charts(charted, { report, history, anchors }),
        ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><meta name="referrer" content="no-referrer"><title>Hook performance report, ${short(report.generated_at)} UTC</title><style>${STYLE}</style></head><body>
<header><h1>Hook performance report</h1><p class="quiet">${about(report)}</p></header>
<main>
${[...body, neverRan(report.never_ran)].filter((block) => block !== '').join('\n')}
</main>
</body></html>
`;
}

function about({ generated_at, journal, selection }: Report): string {
  const asked = [...(selection?.hooks ?? []), ...(selection?.projects ?? [])];
  return [
    `Made ${short(generated_at)} UTC.`,
    ...(journal.from === null || journal.until === null
      ? []
      : [
          `Quantiles, charts and findings are of ${counted(journal.runs, 'run')} in the journal, ${short(journal.from)} to ${short(journal.until)} UTC.`,
        ]),
    ...(asked.length === 0 ? [] : [`Only ${asked.map(html).join(', ')}.`]),
    ...(journal.misdated === 0
      ? []
      : [`${counted(journal.misdated, 'run')} with an impossible date left out: a clock was wrong.`]),
    ...(journal.thinned === null ? [] : [`${html(journal.thinned.says)}.`]),
  ].join(' ');
}

function cards(report: Report): string {
  const slow = slowest(report.hooks);
  const [first] = costliest(report.hooks);
  const broken = report.hooks.filter(({ condition }) => condition.kind === 'broken');
  const card = (term: string, value: string): string => `<div><dt>${term}</dt><dd>${value}</dd></div>`;
  return `<dl class="cards">${[
    card('Runs', report.total_executions.toLocaleString('en')),
    card('Successful', `${report.overall_success_rate.toFixed(2)}%`),
    card(
      'Broken',
      broken.length === 0
        ? 'none'
        : broken
            .slice(0, 3)
            .map(({ hook }) => `<span class="bad">${html(hook)}</span>`)
            .join(', '),
    ),
    ...(slow === undefined ? [] : [card('Slowest', `${html(slow.hook)}, ${milliseconds(slow.p50_ms)}`)]),
    ...(first === undefined ? [] : [card('Most time in all', `${html(first.hook)}, ${percent(first.share)}`)]),
  ].join('')}</dl>`;
}

function advice({ advice: all }: Report): string {
  if (all.length === 0) return '';
  const items = all.slice(0, MOST_ADVICE).map((each) => `<li>${html(adviceLine(each))}</li>`);
  return `<h2>What to do first</h2><ol>${items.join('')}</ol>${more(all.length - items.length)}`;
}

const list = (title: string, says: readonly string[], left: number): string =>
  `<h2>${title}</h2><ul>${says.map((line) => `<li>${html(line)}</li>`).join('')}</ul>${more(left)}`;

const more = (left: number): string => (left > 0 ? `<p class="quiet">and ${left.toLocaleString('en')} more</p>` : '');
const leftOut = (left: number): string =>
  left > 0 ? `<p class="quiet">and ${counted(left, 'more hook')}; the JSON format has all</p>` : '';

interface ChartParts {
  readonly report: Report;
  readonly history: RunHistory;
  readonly anchors: ReadonlyMap<string, string>;
}

function charts(hooks: readonly HookReport[], { report, history, anchors }: ChartParts): string {
  const { from, until } = report.journal;
  if (from === null || until === null || hooks.length === 0) return '';
  const span: Span = { from: at(from), until: at(until) };
  const runsOf = new Map(history.hooks.map((runs) => [runs.hook, runs]));
  const all = hooks.map((hook) => {
    const id = anchors.get(hook.hook) ?? '';
    const runs = runsOf.get(hook.hook);
    const chart = runs === undefined ? '' : hookChart(hook, runs, { span, id });
    return `<section class="hook" id="${id}" aria-labelledby="${id}-h"><h3 id="${id}-h">${html(hook.hook)}${badge(hook)}</h3>${facts(hook)}${chart}</section>`;
  });
  const left = report.hooks.filter(({ runs }) => runs > 0).length - hooks.length;
  return `<h2>Hook by hook</h2>${KEY}${all.join('\n')}${left > 0 ? `<p class="quiet">${counted(left, 'hook has', 'hooks have')} no chart here: these are the ${MOST_CHARTS} that took longest.</p>` : ''}`;
}

const KEY = `<p class="quiet key"><span><svg viewBox="0 0 24 10" aria-hidden="true"><circle class="run" cx="12" cy="5" r="3"/></svg>a run</span><span><svg viewBox="0 0 24 10" aria-hidden="true"><circle class="failed" cx="12" cy="5" r="3"/></svg>a failed run</span><span><svg viewBox="0 0 24 10" aria-hidden="true"><path class="median" d="M0 5H24"/></svg>median</span><span><svg viewBox="0 0 24 10" aria-hidden="true"><path class="change" d="M12 0V10"/></svg>the duration changed</span><span>Below: the share of runs that failed. Durations on a logarithmic axis; of many runs, some.</span></p>`;

function facts(hook: HookReport): string {
  const says = [
    ...hook.failure_changes.slice(-1),
    ...hook.duration_changes.slice(-1),
    ...(['broken', 'flaky', 'in_periods'].includes(hook.condition.kind) ? [hook.condition] : []),
    ...hook.concentrations.slice(0, 2),
    ...(hook.cost === null ? [] : [hook.cost]),
  ].map((each) => each.says);
  const errors = hook.errors
    .slice(0, 3)
    .map(({ error, count }) => `${html(errorWords(error))} (${count.toLocaleString('en')})`);
  const line = `${counted(hook.runs, 'run')}, p50 ${milliseconds(hook.p50_ms)}, p95 ${milliseconds(hook.p95_ms)}${hook.timeout_ms === null ? '' : `, timeout ${milliseconds(hook.timeout_ms)}`}${errors.length === 0 ? '' : `; failed: ${errors.join(', ')}`}`;
  const lines = [...says, hook.trend?.says ?? [], hook.forecast.says ?? []]
    .flat()
    .map((each) => `<li>${html(each)}</li>`)
    .join('');
  return `<p class="quiet">${line}</p>${lines === '' ? '' : `<ul>${lines}</ul>`}`;
}

function neverRan(all: readonly NeverRan[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_CHARTS).map(({ hook, event, agent, project, since }) => {
    const where = [event, agent, project].filter((each) => each !== '').map(html);
    return `<li>${html(hook)} (${where.join(', ')}), since ${short(since)} UTC</li>`;
  });
  return `<h2>Configured, but never ran</h2><ul>${shown.join('')}</ul>${more(all.length - shown.length)}`;
}

const at = (moment: string): Micros => micros(Date.parse(moment) * 1e3);
const short = (moment: string): string => moment.slice(0, 16).replace('T', ' ');
