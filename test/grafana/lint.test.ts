// Every rule holds for every dashboard, and every rule can be broken.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Board, boards, type Panel, type Property, shown } from './boards.ts';
import { brokenLinks } from './link-rules.ts';
import { type Known, knownMetrics } from './metrics.ts';
import { RULES, type Rule, type RuleName } from './rules.ts';

/** What may break a rule, and why: all exceptions there are. */
const EXCEPTIONS: readonly (readonly [rule: RuleName, finding: RegExp, reason: string])[] = [
  [
    'all includes hooks without the label',
    /^(job|instance)$/,
    'on hookmeter-self `.*` would choose whatever Prometheus scrapes',
  ],
  ['windows fit the screen', /^hookmeter-trends › .*: 7d$/, 'weeks are compared, whatever the time range'],
  ['windows fit the screen', /^hookmeter-trends › Busiest hours.*: 1h$/, 'an hour of the day is an hour'],
];

const NAMES = Object.keys(RULES).filter((name): name is RuleName => name in RULES);
const all = boards();
let known: Known;

beforeAll(async () => {
  known = await knownMetrics();
});

const findings = (rule: RuleName, board: Board): readonly string[] => {
  const check: Rule = RULES[rule];
  return check(board, known).filter(
    (finding) => !EXCEPTIONS.some(([name, pattern]) => name === rule && pattern.test(finding)),
  );
};

test('there are four dashboards', () => {
  expect(all.map(({ uid }) => uid)).toEqual([
    'hookmeter-hook',
    'hookmeter-overview',
    'hookmeter-self',
    'hookmeter-trends',
  ]);
});

describe.each(all.map((board) => [board.uid, board] as const))('%s', (_uid, board) => {
  test.each(NAMES)('%s', (rule) => {
    expect(findings(rule, board)).toEqual([]);
  });

  test('links lead somewhere', () => {
    expect(brokenLinks(board, all)).toEqual([]);
  });
});

test('every exception is needed', () => {
  const unused = EXCEPTIONS.filter(
    ([rule, pattern]) =>
      !all.some((board) => (RULES[rule] as Rule)(board, known).some((finding) => pattern.test(finding))),
  );
  expect(unused).toEqual([]);
});

/** One dashboard, whole and then broken in one way. */
const sample = (): Board => {
  const board = boards().find(({ uid }) => uid === 'hookmeter-overview');
  if (board === undefined) throw new Error('there is no overview');
  return board;
};

const panelOf = (board: Board, title: string): Panel => {
  const panel = shown(board).find((one) => one.title === title);
  if (panel === undefined) throw new Error(`there is no panel ${title}`);
  return panel;
};

const first = (board: Board): Panel => panelOf(board, 'Firing alerts');
const lines = (board: Board): Panel => panelOf(board, 'Runs per hour, by outcome');
const variable = (board: Board, name: string) => board.templating.list.find((one) => one.name === name);
const asking = (board: Board, expr: string): void => set(first(board).targets?.[0], { expr });
const CHOSEN = '{job=~"$job", instance=~"$instance"}';

function set<T extends object>(of: T | undefined, change: Partial<T>): void {
  if (of === undefined) throw new Error('there is nothing to break');
  Object.assign(of, change);
}

const overridden = (panel: Panel, name: string, ...properties: readonly Property[]): void =>
  void panel.fieldConfig.overrides.push({ matcher: { id: 'byName', options: name }, properties: [...properties] });

/** How each rule is broken. */
const BREAKS: Readonly<Record<RuleName, (board: Board) => void>> = {
  'one variable for the data source': ({ templating }) =>
    templating.list.push({ type: 'datasource', name: 'other', query: 'prometheus' }),
  'variables for job and instance': (board) => set(variable(board, 'job'), { name: 'scrape_job' }),
  'variables follow the time range': (board) => set(variable(board, 'hook'), { refresh: 1 }),
  'several values, or all': (board) => set(variable(board, 'hook'), { multi: false }),
  'all includes hooks without the label': (board) => set(variable(board, 'project'), { allValue: '.+' }),
  'variables are lists of label values': (board) => set(variable(board, 'hook'), { query: 'metrics(hook)' }),
  'everything asks the chosen data source': (board) => set(first(board), { datasource: { uid: 'P1' } }),
  'not editable': (board) => set(board, { editable: true }),
  'a fixed uid, and no id or version of one Grafana': (board) => set(board, { id: 7 }),
  'panels have titles of their own': (board) => set(first(board), { title: lines(board).title }),
  'panels say how to read them and what to do': (board) =>
    set(first(board), { description: 'How many alerts fire at the moment.' }),
  'panels that need the recording rules say so': (board) => asking(board, 'sum(hook:executions:increase1d)'),
  'panels have a unit that Grafana knows': (board) => set(first(board).fieldConfig.defaults, { unit: 'seconds' }),
  'panels say something where there is no data': (board) => set(first(board).fieldConfig.defaults, { noValue: '' }),
  'panels have queries': (board) => set(first(board), { targets: [] }),
  'panels are inside the 24 columns': (board) => set(first(board).gridPos, { x: 22 }),
  'panels do not overlap': (board) => set(first(board).gridPos, { w: 5 }),
  'ids are unique': (board) => set(first(board), { id: lines(board).id }),
  'single numbers say which number': (board) => set(first(board), { options: { reduceOptions: { calcs: [] } } }),
  'thresholds begin at the bottom': (board) =>
    set(first(board).fieldConfig.defaults, { thresholds: { steps: [{ value: 0, color: 'green' }] } }),
  'legends have a place': (board) => set(lines(board), { options: { legend: { showLegend: true } } }),
  'nothing is hidden in a menu': ({ links }) => set(links[0], { placement: 'inControlsMenu' }),
  'transformations that Grafana has': (board) =>
    set(first(board), { transformations: [{ id: 'organise', options: {} }] }),
  'outcomes have their colours': (board) =>
    overridden(lines(board), 'blocked', { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }),
  'what is set for one field has that field': (board) => overridden(lines(board), 'success '),
  'legends name labels that are there': (board) => set(lines(board).targets?.[0], { legendFormat: '{{outcome}}' }),
  'metrics are known': (board) => asking(board, `sum(hook_actives${CHOSEN})`),
  'counters only inside rate or increase': (board) => asking(board, `sum(hook_executions_total${CHOSEN})`),
  'rates only of counters': (board) => asking(board, `sum(rate(hook_active${CHOSEN}[$__rate_interval]))`),
  'job and instance are chosen in every query': (board) => asking(board, 'sum(hook_active{job=~"$job"})'),
  'windows fit the screen': (board) => asking(board, `sum(increase(hook_executions_total${CHOSEN}[5m]))`),
  'ranges are asked for lines, instants for numbers': (board) => set(first(board).targets?.[0], { instant: false }),
};

describe('the rules can be broken', () => {
  test.each(NAMES)('%s', (rule) => {
    const board = sample();
    expect(findings(rule, board)).toEqual([]);
    BREAKS[rule](board);
    expect(findings(rule, board)).not.toEqual([]);
  });

  const linked = (url: string) => (board: Board) =>
    overridden(first(board), 'now', { id: 'links', value: [{ title: 'a link', url }] });

  test.each<readonly [what: string, breaks: (board: Board) => void]>([
    ['a dashboard link to nowhere', ({ links }) => set(links[0], { url: '/d/hookmeter-hooks' })],
    ['a dashboard that nothing leads to', ({ links }) => void links.pop()],
    ['a data link to nowhere', linked('/d/hookmeter-hooks?var-hook=x')],
    ['a data link with an unknown variable', linked('/d/hookmeter-hook?var-hook_name=x')],
    ['a data link that passes on what it does not have', linked(`/d/hookmeter-hook?\${cluster:queryparam}`)],
    [
      'a data link with a label that its table leaves out',
      (board) => {
        const { transformations = [] } = panelOf(board, 'Became slower');
        for (const { options } of transformations) set(options, { excludeByName: { hook_agent: true } });
      },
    ],
    [
      'a data link with a label that is not there',
      linked(`/d/hookmeter-hook?var-hook=\${__field.labels.hook:percentencode}`),
    ],
  ])('%s', (_what, breaks) => {
    const board = sample();
    expect(brokenLinks(board, all)).toEqual([]);
    breaks(board);
    expect(brokenLinks(board, all)).not.toEqual([]);
  });
});
