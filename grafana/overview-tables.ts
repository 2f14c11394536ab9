// The tables of the overview.

import { BAD, WATCH } from './colours.ts';
import { rowToHook, rowToHookName } from './links.ts';
import { type LabelColumn, table } from './panels/table.ts';
import { failures, hooks, hookTime, IDENTITY, runs, slowSeconds, typicalSeconds } from './queries.ts';

const EACH = { window: '$__range', by: IDENTITY };

export const IDENTITY_COLUMNS: readonly LabelColumn[] = [
  { label: 'hook_name', title: 'Hook', link: rowToHook, width: 200 },
  { label: 'hook_event', title: 'Event', width: 130 },
  { label: 'hook_agent', title: 'Agent', width: 120 },
  { label: 'hook_project', title: 'Project', width: 130 },
];

export const allHooks = () =>
  table({
    title: 'All hooks in the time range',
    read: 'One row for each hook, event, agent and project. “Typical” is the geometric mean, “Slow” what one run in twenty exceeds.',
    act: 'Sort by any column, filter with the funnel in its head, click a hook for everything about it.',
    empty: 'no hooks',
    labels: IDENTITY_COLUMNS,
    sortBy: 'Total time',
    values: [
      { title: 'Runs', unit: 'none', decimals: 0, expr: `round(${runs(EACH)})` },
      { title: 'Failed', unit: 'none', decimals: 0, expr: `round(${failures(EACH)})`, steps: [[1, WATCH]] },
      {
        title: 'Failed share',
        unit: 'percentunit',
        decimals: 1,
        expr: `${failures(EACH)} / (${runs(EACH)} > 0)`,
        steps: [
          [0.05, WATCH],
          [0.2, BAD],
        ],
      },
      {
        title: 'Failures in a row',
        unit: 'none',
        decimals: 0,
        expr: `max by (${IDENTITY}) (${hooks('hook_consecutive_failures')})`,
        steps: [[3, BAD]],
      },
      { title: 'Typical', unit: 's', decimals: 2, expr: typicalSeconds(EACH) },
      { title: 'Slow', unit: 's', decimals: 2, expr: slowSeconds(EACH) },
      { title: 'Total time', unit: 's', decimals: 1, expr: hookTime(EACH) },
      {
        title: 'Last run',
        unit: 'dateTimeFromNow',
        expr: `1000 * max by (${IDENTITY}) (${hooks('hook_last_execution_timestamp_seconds')})`,
      },
    ],
  });

export const becameSlower = () =>
  table({
    title: 'Became slower',
    read: 'Hooks whose latest runs take longer than those before, with strong evidence: odds of 22,000 to 1 and more. “Since” is when the first slower run ended; for a hook that has run hundreds of times since, it may be longer ago than that.',
    act: 'Look for what changed at that moment: a dependency, the size of the repository, the hook itself. Click the hook to see it.',
    empty: 'no hook became slower',
    labels: IDENTITY_COLUMNS,
    sortBy: 'Times as long',
    values: [
      {
        title: 'Times as long',
        unit: 'none',
        decimals: 2,
        expr: eachSlower(times),
        steps: [
          [1.5, WATCH],
          [3, BAD],
        ],
      },
      { title: 'Now', unit: 's', decimals: 2, expr: eachSlower(hooks('hook_duration_recent_seconds')) },
      {
        title: 'Since',
        unit: 'dateTimeFromNow',
        expr: `1000 * ${eachSlower(hooks('hook_duration_change_timestamp_seconds'))}`,
      },
    ],
  });

const times = `${hooks('hook_duration_recent_seconds')} / ${hooks('hook_duration_baseline_seconds')}`;

const eachSlower = (expr: string): string =>
  `max by (${IDENTITY}) (${expr} and ${hooks('hook_duration_change_evidence')} > 10)`;

export const firingAlerts = () =>
  table({
    title: 'Alerts that fire',
    read: 'What the alert rules of hookmeter say at the end of the time range.',
    act: 'Click the hook; the alert itself, in Alertmanager or in the message, links to its runbook.',
    needsRules: true,
    empty: 'nothing fires',
    labels: [
      { label: 'alertname', title: 'Alert', width: 220 },
      { label: 'severity', title: 'Severity', width: 90 },
      { label: 'hook_name', title: 'Hook', link: rowToHookName, width: 180 },
      { label: 'hook_project', title: 'Project' },
    ],
    sortBy: 'Firing',
    values: [
      {
        title: 'Firing',
        unit: 'none',
        decimals: 0,
        expr: `sum by (alertname, severity, hook_name, hook_project) (${hooks('ALERTS', 'alertstate="firing"', 'alertname=~"Hook.*"')})`,
        width: 80,
      },
    ],
  });
