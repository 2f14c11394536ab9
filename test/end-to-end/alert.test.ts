// From a hook that fails to the message that somebody gets, through real servers and the shipped rules; and what restarting each
// of them on the way changes: nothing.
//
// Made quicker: the scrape and evaluation intervals, how often Prometheus repeats itself to Alertmanager, Alertmanager's waits
// before it sends, and the five minutes for which the alert remembers the last failure. Everything else is as shipped.

import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import {
  type Changes,
  installAlertmanager,
  installPrometheus,
  type Programs,
  releases,
  type Server,
} from '../support/monitoring.ts';
import { alertsOf, firingOf, numberOf, rulesOf } from '../support/monitoring-api.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { run } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { startWebhook, type Webhook } from './webhook.ts';

const ALERT = 'HookFailingConsecutively';
const LABELS = { hook_name: 'format "all"', hook_event: 'pre-commit', hook_agent: 'git', hook_project: 'web' };
const RULES: Changes = [
  ['max_over_time(hook_consecutive_failures[5m]) > 2.5', 'max_over_time(hook_consecutive_failures[30s]) > 2.5'],
  ['(hook_consecutive_failures[5m])\n              >= on', '(hook_consecutive_failures[30s])\n              >= on'],
];
const EVERY_SECOND: Changes = [
  ['scrape_interval: 15s', 'scrape_interval: 1s'],
  ['scrape_timeout: 10s', 'scrape_timeout: 1s'],
  ['evaluation_interval: 15s', 'evaluation_interval: 1s'],
];

const all = releases();
test('Prometheus and Alertmanager are there to be tested with', (context) =>
  needs(context, 'prometheus-alertmanager', all.length > 0));

test.each(all)(
  'five failures in a row reach a person once, and so does the end of it, with Prometheus $version',
  alerted,
  240_000,
);

async function alerted(programs: Programs): Promise<void> {
  const dir = temporaryFolder();
  const webhook = await startWebhook();
  const sidecarPort = await freePort();
  const flags = ['--port', String(sidecarPort)];
  const alertmanager = await installAlertmanager(programs, [
    ['group_wait: 30s', 'group_wait: 100ms'],
    ['group_interval: 5m', 'group_interval: 1s'],
    ['- name: warning\n', `- name: warning\n    webhook_configs: [{ url: '${webhook.url}' }]\n`],
  ]);
  const prometheus = await installPrometheus(
    programs,
    { sidecar: sidecarPort, alertmanager: alertmanager.port },
    { configuration: EVERY_SECOND, alerts: RULES, flags: ['--rules.alert.resend-delay=5s'] },
  );
  const first = await startSidecar(dir, { flags });
  let told = await alertmanager.start();
  let asked = await prometheus.start();

  for (let i = 0; i < 4; i++) await runs(dir, 'exit 3');
  await until('four failures are counted', async () => (await consecutive(asked)) === 4);
  const evaluated = Date.now();
  await until('the rule has looked at them', async () => (await evaluationOf(asked)) > evaluated);
  expect((await alertsOf(told)).map(({ labels }) => labels['alertname'])).not.toContain(ALERT);

  await runs(dir, 'exit 3');
  const [message] = await until('the message', () => webhook.messages.length > 0 && webhook.messages, 60_000);
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
  await until('the failure while it was away is seen', async () => (await consecutive(asked)) === 6);
  await isStillFiring({ prometheus: asked, alertmanager: told, webhook });

  await asked.stop();
  asked = await prometheus.start();
  await until('Prometheus, started again, still says so', async () => (await firingOf(asked)).includes(ALERT));
  await isStillFiring({ prometheus: asked, alertmanager: told, webhook });

  await told.stop();
  told = await alertmanager.start();
  await isStillFiring({ prometheus: asked, alertmanager: told, webhook });

  await runs(dir, ':');
  await until('the end of it', () => webhook.messages.length > 1, 90_000);
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

/** Alertmanager hears of the alert once more, so what was restarted has spoken, and nobody was told of an end. */
async function isStillFiring({ prometheus, alertmanager, webhook }: Watched): Promise<void> {
  const since = Date.now();
  await until('the alert is told again', async () =>
    (await alertsOf(alertmanager)).some(
      ({ labels, updatedAt, endsAt }) => labels['alertname'] === ALERT && updatedAt > since && endsAt > Date.now(),
    ),
  );
  expect(await firingOf(prometheus)).toContain(ALERT);
  expect(webhook.messages.map(({ status }) => status)).toEqual(['firing']);
}

interface Watched {
  readonly prometheus: Server;
  readonly alertmanager: Server;
  readonly webhook: Webhook;
}

const consecutive = (prometheus: Server): Promise<number | undefined> =>
  numberOf(prometheus, 'hook_consecutive_failures{hook_project="web"}');

/** When the alert's rule was last evaluated without an error, in milliseconds. */
async function evaluationOf(prometheus: Server): Promise<number> {
  const rule = (await rulesOf(prometheus)).find(({ name }) => name === ALERT);
  return rule?.health === 'ok' ? Date.parse(rule.lastEvaluation) : 0;
}
