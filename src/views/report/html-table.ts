// The table of hooks in the page.

import { percent } from '../amounts.ts';
import { milliseconds } from '../words.ts';
import { html } from './html-text.ts';
import { outcomes } from './table.ts';
import type { HookReport } from './types.ts';

/** `anchors` are where a hook is told more of, by name. */
export function htmlTable(hooks: readonly HookReport[], anchors: ReadonlyMap<string, string>): string {
  return `<div class="wide" tabindex="0" role="region" aria-label="All hooks"><table><thead><tr><th scope="col" class="left">Hook</th><th scope="col">Runs</th><th scope="col" class="left">Outcomes</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th><th scope="col" class="left">Share of all time</th><th scope="col" class="left">Median over time</th><th scope="col">Last run (UTC)</th></tr></thead><tbody>${hooks
    .map((hook) => row(hook, anchors.get(hook.hook)))
    .join('')}</tbody></table></div>`;
}

function row(hook: HookReport, anchor: string | undefined): string {
  const name = anchor === undefined ? html(hook.hook) : `<a href="#${anchor}">${html(hook.hook)}</a>`;
  const last = hook.last_run === null ? 'never' : hook.last_run.slice(0, 16).replace('T', ' ');
  return `<tr><th scope="row" class="left name">${name}${badge(hook)}</th><td>${hook.executions.toLocaleString('en')}</td><td class="left">${outcomes(hook)}</td><td>${milliseconds(hook.p50_ms)}</td><td>${milliseconds(hook.p95_ms)}</td><td>${milliseconds(hook.p99_ms)}</td><td class="left">${bar(hook)}</td><td class="left">${spark(hook.spark_ms)}</td><td>${last}</td></tr>`;
}

/** What is wrong in one word; colour alone would say nothing to some. */
export function badge({ condition }: HookReport): string {
  switch (condition.kind) {
    case 'broken':
      return '<span class="badge bad">broken</span>';
    case 'flaky':
      return '<span class="badge warn">flaky</span>';
    case 'in_periods':
      return '<span class="badge warn">fails in periods</span>';
    case 'too_few':
    case 'working':
    case 'rare':
      return '';
  }
}

function bar({ runs, share }: HookReport): string {
  if (runs === 0) return '–';
  const width = Math.round(share * 1000) / 10;
  return `${percent(share)}<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="8"/><rect class="part" width="${width}" height="8"/></svg>`;
}

function spark(values: readonly (number | null)[]): string {
  const most = values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  const [width, height] = [120, 22];
  const x = (i: number): number => Math.round(((i + 0.5) * width * 10) / values.length) / 10;
  const y = (value: number): number => Math.round((height - 2 - (value / (most || 1)) * (height - 4)) * 10) / 10;
  let path = '';
  const dots: string[] = [];
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const before = values[i - 1] ?? null;
    path += `${before === null ? 'M' : 'L'}${x(i)} ${y(value)}`;
    if (before === null && (values[i + 1] ?? null) === null)
      dots.push(`<circle cx="${x(i)}" cy="${y(value)}" r="1.5"/>`);
  }
  return `<svg class="spark" viewBox="0 0 ${width} ${height}" aria-hidden="true"><path d="${path}"/>${dots.join('')}</svg>`;
}
