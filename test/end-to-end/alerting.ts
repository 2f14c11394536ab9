// From a hook that fails to the message that somebody gets, through real servers and the shipped rules; and what restarting each
// of them on the way changes: nothing.
//
// Made quicker: the scrape and evaluation intervals, how often Prometheus repeats itself to Alertmanager, Alertmanager's waits before
// it sends, and, once all failures are over, the five minutes for which the alert remembers the last of them: until then, a server
// may be away for minutes. Everything else is as shipped.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import {
  type Changes,
  changed,
  EVERY_SECOND,
  type Installed,
  installAlertmanager,
  installPrometheus,
  type Programs,
  type Server,
} from '../support/monitoring.ts';
import { alertsOf, firingOf, numberOf, type Rule, rulesOf } from '../support/monitoring-api.ts';
import { freePort } from '../support/ports.ts';
import { run } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { startWebhook, type Webhook } from './webhook.ts';

const ALERT = 'HookFailingConsecutively';
const LABELS = { hook_name: 'format "all"', hook_event: 'pre-commit', hook_agent: 'git', hook_project: 'web' };
const FORGETFUL: Changes = [
  ['max_over_time(hook_consecutive_failures[5m]) > 2.5', 'max_over_time(hook_consecutive_failures[1s]) > 2.5'],
  ['(hook_consecutive_failures[5m])\n              >= on', '(hook_consecutive_failures[1s])\n              >= on'],
];

/** Five failures in a row reach a person once, and so does the end of them; the sidecar is killed on the way, and, `andServers`, both servers restart. */
export async function isToldOnce(programs: Programs, { andServers }: { readonly andServers: boolean }): Promise<void> {
  const dir = temporaryFolder();
  const webhook = await startWebhook();
  const sidecarPort = await freePort();
  const flags = ['--port', String(sidecarPort)];
  const alertmanager = await installAlertmanager(programs, [
    ['group_wait: 30s', 'group_wait: 100ms'],
    ['group_interval: 5m', 'group_interval: 1s'],
    ['- name: warning\n', `- name: warning\n    webhook_configs: [{ url: '${webhook.url}' }]\n`],
  ]);
  const ports = { sidecar: sidecarPort, alertmanager: alertmanager.port };
  const prometheus = await installPrometheus(programs, ports, {
    configuration: EVERY_SECOND,
    flags: ['--rules.alert.resend-delay=3s'],
  });
  const first = await startSidecar(dir, { flags });
  let told = await alertmanager.start();
  let asked = await prometheus.start();

  for (let i = 0; i < 4; i++) await runs(dir, 'exit 3');
  await untilEvaluated(asked, 4);
  expect(await firingOf(asked)).not.toContain(ALERT);

  await runs(dir, 'exit 3');
  const [message] = await until('the message', () => webhook.messages.length > 0 && webhook.messages);
  expect(message).toMatchObject({ status: 'firing', receiver: 'warning' });
  expect(message?.alerts).toHaveLength(1);
  const [alert] = message?.alerts ?? [];
  const instance = `127.0.0.1:${sidecarPort}`;
  expect(alert?.labels).toEqual({ alertname: ALERT, severity: 'warning', job: 'hookmeter', instance, ...LABELS });
  expect(alert?.annotations).toMatchObject({
    summary: 'A hook fails every time.',
    description: expect.stringMatching(/^The last 5 runs of format "all" in web all failed, on 127\.0\.0\.1:\d+\./),
    runbook_url: expect.stringMatching(/^https:\S+\/docs\/runbooks\/HookFailingConsecutively\.md$/),
    dashboard_url: expect.stringMatching(/^http\S+\/d\/hookmeter-hook\?var-hook=format\+%22all%22&var-project=web$/),
  });

  await first.stop('SIGKILL');
  await runs(dir, 'exit 3');
  await until('Prometheus misses the sidecar', async () => (await numberOf(asked, 'up{job="hookmeter"}')) === 0);
  await startSidecar(dir, { flags });
  await untilEvaluated(asked, 6);
  await isStillFiring(asked, webhook);

  // An Alertmanager that hears no more of an alert takes it for over after four repetitions: it is away while Prometheus is. It
  // remembers whom it has told; the alert itself it has to be told again.
  if (andServers) {
    await told.stop();
    await asked.stop();
    asked = await prometheus.start();
    told = await alertmanager.start();
    await until('Alertmanager hears of the alert', async () =>
      (await alertsOf(told)).some(({ labels, endsAt }) => labels['alertname'] === ALERT && endsAt > Date.now()),
    );
    await untilEvaluated(asked, 6);
    await isStillFiring(asked, webhook);
  }

  await runs(dir, ':');
  await untilEvaluated(asked, 0);
  await isStillFiring(asked, webhook);
  await forget(prometheus, asked);
  await until('the end of it', () => webhook.messages.length > 1);
  expect(
    webhook.messages.map(({ status, alerts }) => [status, alerts.map(({ labels }) => labels['alertname'])]),
  ).toEqual([
    ['firing', [ALERT]],
    ['resolved', [ALERT]],
  ]);
  await untilCounted(dir, 7);
  expect(metricsFileOf(dir).hook_performance[LABELS.hook_name]).toMatchObject({ failed_executions: 6 });
  expect(await numberOf(asked, `sum(hook_failures_total{hook_project="web",error_type="3"})`)).toBe(6);
  expect(await numberOf(asked, 'max(resets(hook_failures_total[10m]))')).toBe(0);
}

/** One run of the hook, through the shim. */
async function runs(dir: string, line: string): Promise<void> {
  const { hook_name, hook_event, hook_agent, hook_project } = LABELS;
  const names = ['--hook', hook_name, '--event', hook_event, '--agent', hook_agent, '--project', hook_project];
  await run(SHIM, [...names, '-c', line], { env: { HOOKMETER_DIR: dir } });
}

/** Prometheus has seen that many failures in a row, and the rule has looked at them. */
async function untilEvaluated(prometheus: Server, failures: number): Promise<void> {
  await until(
    `${failures} failures in a row are seen`,
    async () => (await numberOf(prometheus, 'hook_consecutive_failures{hook_project="web"}')) === failures,
  );
  const since = Date.now();
  await until('the rule has looked at them', async () => {
    const { health, lastEvaluation } = await ruleOf(prometheus);
    return health === 'ok' && Date.parse(lastEvaluation) > since;
  });
}

/** Nobody was told of an end, and there is none. */
async function isStillFiring(prometheus: Server, webhook: Webhook): Promise<void> {
  expect(await firingOf(prometheus)).toContain(ALERT);
  expect(webhook.messages.map(({ status }) => status)).toEqual(['firing']);
}

/** From now on, the alert looks at the last second. */
async function forget({ folder }: Installed, prometheus: Server): Promise<void> {
  const file = join(folder, 'rules', 'alerts.yml');
  writeFileSync(file, changed(readFileSync(file, 'utf8'), FORGETFUL));
  prometheus.reload();
  await until('the rule is forgetful', async () => (await ruleOf(prometheus)).query.includes('[1s]'));
}

async function ruleOf(prometheus: Server): Promise<Rule> {
  const rule = (await rulesOf(prometheus)).find(({ name }) => name === ALERT);
  if (rule === undefined) throw new Error(`there is no rule ${ALERT}`);
  return rule;
}
