// Two real Prometheus servers scrape one real sidecar, every second.

import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { isInstalled, run } from '../support/programs.ts';
import { GivenUp } from '../support/until.ts';
import { onEach, startPrometheus } from './scraping.ts';

test('two Prometheus servers see every first run, every value, and no reset when the sidecar is killed', async (context) => {
  needs(context, 'prometheus', isInstalled('prometheus'));
  const dir = temporaryFolder();
  const port = await freePort();
  const flags = ['--port', String(port)];
  await runHook(dir, 'known');
  const first = await startSidecar(dir, { flags });
  const servers = await Promise.all([startPrometheus(port), startPrometheus(port)]);
  await onEach(servers, 'the target is up', async (query) => (await query('up')).at(0)?.last === 1);
  await onEach(servers, 'what was there before is true at once', async (query) => {
    return (await query('hook_executions_total{hook_name="known",hook_outcome="success"}[5m]')).at(0)?.values[0] === 1;
  });

  await runHook(dir, 'brand-new');
  await runHook(dir, 'known', 'exit 7');
  const BRAND_NEW = 'hook_executions_total{hook_name="brand-new",hook_outcome="success"}';
  const EXIT_7 = 'hook_failures_total{hook_name="known",error_type="7"}';
  for (const series of [BRAND_NEW, EXIT_7]) {
    await onEach(servers, `${series} begins at zero and counts one`, async (query) => {
      const [told] = await query(`${series}[5m]`);
      if (told !== undefined && told.values[0] !== 0) throw new GivenUp(`it began with ${told.values[0]}`);
      return told?.last === 1;
    });
    await onEach(servers, `increase() of ${series} is about one`, async (query) => {
      const increase = (await query(`increase(${series}[5m])`)).at(0)?.last ?? 0;
      return increase > 0.9 && increase < 1.5; // Prometheus extrapolates to the edges of the window
    });
  }

  await first.stop('SIGKILL');
  await runHook(dir, 'known');
  await runHook(dir, 'while-it-was-down');
  const second = await startSidecar(dir, { flags });
  await untilCounted(dir, 5);
  const DOWN = 'hook_executions_total{hook_name="while-it-was-down",hook_outcome="success"}';
  await onEach(servers, 'the first run while the sidecar was down counts in increase() too', async (query) => {
    const [told] = await query(`${DOWN}[5m]`);
    if (told !== undefined && told.values[0] !== 0) throw new GivenUp(`it began with ${told.values[0]}`);
    return ((await query(`increase(${DOWN}[5m])`)).at(0)?.last ?? 0) > 0.9;
  });
  const truth = Object.fromEntries(
    Object.entries(metricsFileOf(dir).hook_performance).map(([hook, { total_executions }]) => [hook, total_executions]),
  );
  expect(truth).toEqual({ 'brand-new': 1, known: 3, 'while-it-was-down': 1 });
  await onEach(servers, 'values equal metrics.json', async (query) => {
    const told = await query('sum by (hook_name) (hook_executions_total)');
    return same(Object.fromEntries(told.map(({ labels, last }) => [labels['hook_name'], last])), truth);
  });
  for (const { query } of servers) {
    const counters = await query('{__name__=~"hook_.*_total|hook_duration_seconds_(count|sum|bucket)"}[10m]');
    const decreasing = counters.filter(({ values }) => values.some((value, i) => value < (values[i - 1] ?? 0)));
    expect([counters.length > 50, decreasing]).toEqual([true, []]);
    expect(await query('max(resets(hook_executions_total[10m]))')).toEqual([{ labels: {}, values: [0], last: 0 }]);
  }
  expect(executionsOn(await scrape(second.url))).toBe(5);
});

test('promtool finds nothing wrong with the page', async (context) => {
  needs(context, 'promtool', isInstalled('promtool'));
  const dir = temporaryFolder();
  await runHook(dir, 'odd "name" \\ with\nlines and ünicode', 'exit 3');
  await runHook(dir, 'plain');
  const { url } = await startSidecar(dir);
  const page = await (await fetch(`${url}/metrics`)).text();
  const { code, stdout, stderr } = await run('promtool', ['check', 'metrics'], { input: page });
  expect([code, stdout, stderr]).toEqual([0, '', '']);
  expect(page).toContain('hook_name="odd \\"name\\" \\\\ with\\nlines and ünicode"');
});

const same = (a: unknown, b: unknown): boolean => {
  expect(a).toEqual(b);
  return true;
};
