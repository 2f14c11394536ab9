// What can be chosen at the top of a dashboard. Each list offers what is left by the choices before it.

import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

export const DATASOURCE = { type: 'prometheus', uid: `\${datasource}` };

export const datasourceVariable = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The Prometheus that scrapes hookmeter.')
    .type('prometheus')
    .includeAll(false)
    .multi(false);

/** Name, title, label and meaning, in the order in which they narrow each other down. */
const HOOK_VARIABLES = [
  ['job', 'Job', 'job', 'The scrape job.'],
  ['instance', 'Machine', 'instance', 'The hookmeter that was scraped: one for each machine.'],
  ['project', 'Project', 'hook_project', 'The repository or folder that the hook ran in.'],
  ['agent', 'Agent', 'hook_agent', 'What ran the hook: a coding agent, git, CI.'],
  ['event', 'Event', 'hook_event', 'The moment at which it ran: PreToolUse, pre-commit, …'],
  ['hook', 'Hook', 'hook_name', 'The hook, as it is configured.'],
] as const;

export const hookVariables = (): QueryVariableBuilder[] =>
  HOOK_VARIABLES.map(([name, title, label, meaning], index) => {
    const before = HOOK_VARIABLES.slice(0, index).map(([other, , key]) => `${key}=~"$${other}"`);
    const family = before.length === 0 ? 'hook_executions_total' : `hook_executions_total{${before.join(', ')}}`;
    // A label that is the empty string is no label to Prometheus: `.*` also chooses the hooks without one, where a list of all
    // values, which is what Grafana puts in otherwise, would not.
    return queryVariable(name, title, meaning, `label_values(${family}, ${label})`).allValue('.*');
  });

/** Without `.*` here: it would choose everything that Prometheus scrapes. */
export const selfVariables = (): QueryVariableBuilder[] => [
  queryVariable('job', 'Job', 'The scrape job.', 'label_values(hookmeter_build_info, job)'),
  queryVariable(
    'instance',
    'Machine',
    'The hookmeter that was scraped: one for each machine.',
    'label_values(hookmeter_build_info{job=~"$job"}, instance)',
  ),
];

const queryVariable = (name: string, title: string, meaning: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(title)
    .description(meaning)
    .datasource(DATASOURCE)
    .query({ qryType: 1, query, refId: `Variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(true)
    .includeAll(true);
