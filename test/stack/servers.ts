// What the shipped files make of Prometheus and Alertmanager, beside a sidecar: with the release that is asked for.

import { expect } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { runHook, startSidecar } from '../support/hookmeter.ts';
import {
  type Changes,
  installAlertmanager,
  installPrometheus,
  type Programs,
  type Server,
} from '../support/monitoring.ts';
import { alertsOf, numberOf, rulesOf } from '../support/monitoring-api.ts';
import { until } from '../support/until.ts';

type Labels = Readonly<Record<string, string>>;

/** Prometheus scrapes the sidecar, loads every rule, and finds Alertmanager. */
export async function scrapesAndEvaluates(programs: Programs, configuration: Changes = []): Promise<void> {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const sidecar = await startSidecar(dir);
  const alertmanager = await (await installAlertmanager(programs)).start();
  const installed = await installPrometheus(
    programs,
    { sidecar: sidecar.port, alertmanager: alertmanager.port },
    { configuration },
  );
  const prometheus = await installed.start();

  const told = await until('Alertmanager is found', async () => {
    const found = await discovered(prometheus);
    return found.length > 0 && found;
  });
  expect(told).toEqual([`${alertmanager.url}/api/v2/alerts`]);
  await until('both targets are up', async () => (await numberOf(prometheus, 'sum(up)')) === 2);
  expect(await numberOf(prometheus, 'hook_executions_total{job="hookmeter",hook_outcome="success"}')).toBe(1);
  // Groups that are evaluated every minute or every quarter of an hour begin at a moment of their own within it.
  const rules = await until('every alert was evaluated', async () => {
    const loaded = await rulesOf(prometheus);
    return loaded.every(({ type, health }) => type === 'recording' || health !== 'unknown') && loaded;
  });
  expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
  expect(rules.filter(({ type }) => type === 'alerting').length).toBeGreaterThan(9);
  await until('there are thresholds for the hook', async () => {
    return ((await numberOf(prometheus, 'count(hook:threshold:effective{hook_name="format"})')) ?? 0) > 5;
  });
}

/** Alertmanager tells the cause and not its symptoms. */
export async function tellsTheCause(programs: Programs): Promise<void> {
  const alertmanager = await (await installAlertmanager(programs)).start();
  const hook = { job: 'hookmeter', instance: 'here', hook_name: 'lint', hook_agent: 'git', hook_project: 'web' };
  const alert = (alertname: string, severity: string, more: Labels = {}): Labels => {
    return { alertname, severity, ...hook, hook_event: 'pre-commit', ...more };
  };
  const down = { alertname: 'HookmeterDown', severity: 'critical', job: 'hookmeter', instance: 'gone' };
  const told: readonly (readonly [isTold: boolean, labels: Labels])[] = [
    [true, down],
    [false, alert('HookSlower', 'warning', { instance: 'gone' })],
    [false, alert('HookSilentlyOff', 'critical', { instance: 'gone' })],
    [false, { alertname: 'HookmeterLagging', severity: 'warning', job: 'hookmeter', instance: 'gone' }],
    [true, alert('HookSlower', 'warning')],
    [true, alert('SomethingElse', 'warning', { instance: 'gone' })],

    [true, alert('HookSilentlyOff', 'critical')],
    [false, alert('HookFailingConsecutively', 'warning')],
    [false, alert('HookFailureBudgetBurn', 'critical')],
    [true, alert('HookTimedOut', 'warning')],
    [true, alert('HookFailingConsecutively', 'warning', { hook_name: 'test' })],
    [true, alert('HookFailingConsecutively', 'warning', { hook_event: 'pre-push' })],
    [true, alert('HookFailingConsecutively', 'warning', { hook_project: 'api' })],
    [true, alert('HookFailingConsecutively', 'warning', { instance: 'there' })],

    [true, alert('HookFailureBudgetBurn', 'critical', { hook_name: 'build' })],
    [false, alert('HookFailureBudgetBurn', 'warning', { hook_name: 'build' })],
    [true, alert('HookFailureBudgetBurn', 'warning', { hook_name: 'build', instance: 'there' })],
    [true, alert('HookNearTimeout', 'warning', { hook_name: 'build' })],

    // Alertmanager looks at them in this order: once this one works, all before it do.
    [false, alert('HookFailureBudgetBurn', 'warning', { hook_name: 'last' })],
    [true, alert('HookFailureBudgetBurn', 'critical', { hook_name: 'last' })],
  ];
  await post(
    alertmanager,
    told.map(([, labels]) => labels),
  );
  const isSuppressed = async (labels: Labels): Promise<boolean> =>
    (await alertsOf(alertmanager)).some((each) => sameLabels(each.labels, labels) && each.state === 'suppressed');
  await until('the last one is suppressed', () =>
    isSuppressed(alert('HookFailureBudgetBurn', 'warning', { hook_name: 'last' })),
  );
  const states = await alertsOf(alertmanager);
  expect(states).toHaveLength(told.length);
  const stateOf = (labels: Labels): string | undefined =>
    states.find((alert) => sameLabels(alert.labels, labels))?.state;
  expect(told.map(([, labels]) => [stateOf(labels) !== 'suppressed', labels])).toEqual(told);
}

async function discovered(prometheus: Server): Promise<readonly string[]> {
  const { data } = (await prometheus.get('/api/v1/alertmanagers')) as {
    readonly data: { readonly activeAlertmanagers: readonly { readonly url: string }[] };
  };
  return data.activeAlertmanagers.map(({ url }) => url);
}

async function post(alertmanager: Server, alerts: readonly Labels[]): Promise<void> {
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels }))),
  });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
}

const sameLabels = (a: Labels, b: Labels): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
