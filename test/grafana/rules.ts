// The rules for dashboards: those of Grafana's dashboard-linter, and ours. Each gives what breaks it, in words.

import { OUTCOME_COLOURS } from '../../grafana/colours.ts';
import { UIDS } from '../../grafana/links.ts';
import { type Board, filledIn, listsOf, queriesOf, shown, type Variable, withWindows } from './boards.ts';
import type { Known } from './metrics.ts';
import { labelsKeptBy, type Selector, selectorsIn } from './promql.ts';

export type Rule = (board: Board, known: Known) => readonly string[];

/** Checked once against getValueFormats() of @grafana/data 13.2.3; `suffix:` may be followed by any text. */
const UNITS = new Set(['none', 'short', 's', 'percentunit', 'bytes', 'cps', 'dateTimeFromNow', 'suffix:/h']);
const SOURCE = `\${datasource}`;

export const RULES = {
  'one variable for the data source': ({ templating }) => {
    const names = templating.list
      .filter(({ type }) => type === 'datasource')
      .map(({ name, query }) => `${name} ${String(query)}`);
    return names.join() === 'datasource prometheus' ? [] : [`data source variables: ${names.join() || 'none'}`];
  },
  'variables for job and instance': ({ templating }) =>
    ['job', 'instance'].filter((name) => !templating.list.some((variable) => variable.name === name)),
  'variables follow the time range': (board) =>
    lists(board)
      .filter(({ refresh }) => refresh !== 2)
      .map(({ name }) => name),
  'several values, or all': (board) =>
    lists(board)
      .filter(({ multi, includeAll }) => multi !== true || includeAll !== true)
      .map(({ name }) => name),
  'all includes hooks without the label': (board) =>
    lists(board)
      .filter(({ allValue }) => allValue !== '.*')
      .map(({ name }) => name),
  'variables are lists of label values': (board) =>
    lists(board)
      .filter(({ name }) => !listsOf(board).some((list) => list.name === name))
      .map(({ name }) => name),
  'everything asks the chosen data source': (board) => [
    ...lists(board)
      .filter(({ datasource }) => datasource?.uid !== SOURCE)
      .map(({ name }) => name),
    ...board.annotations.list.filter(({ datasource }) => datasource?.uid !== SOURCE).map(({ name }) => name),
    ...shown(board)
      .filter(({ datasource, targets = [] }) =>
        [datasource, ...targets.map((target) => target.datasource)].some((source) => source?.uid !== SOURCE),
      )
      .map(({ title }) => title),
  ],
  'not editable': ({ editable }) => (editable ? ['editable'] : []),
  'a fixed uid, and no id or version of one Grafana': (board) => [
    ...(Object.values<string>(UIDS).includes(board.uid) ? [] : [`uid ${board.uid}`]),
    ...(board.id === undefined ? [] : ['id']),
    ...(board.version === undefined ? [] : ['version']),
  ],
  'panels have titles of their own': (board) => repeated(shown(board).map(({ title }) => title)),
  'panels say how to read them and what to do': (board) =>
    shown(board)
      .filter(({ description = '' }) => !/^.{25,}\n\n\*\*What to do:\*\* .{15,}/s.test(description))
      .map(({ title }) => title),
  'panels that need the recording rules say so': (board, { recorded }) =>
    queriesOf(board)
      .filter(({ expr }) => selectorsIn(filledIn(expr)).some(({ metric }) => recorded.has(metric)))
      .filter(({ panel }) => panel?.description?.includes('recording rules') !== true)
      .map(({ where }) => where),
  'panels have a unit that Grafana knows': (board) =>
    shown(board).flatMap(({ title, fieldConfig: { defaults, overrides } }) =>
      [defaults.unit, ...overrides.flatMap(({ properties }) => valuesOf(properties, 'unit'))]
        .filter((unit) => typeof unit !== 'string' || !UNITS.has(unit))
        .map((unit) => `${title}: ${String(unit)}`),
    ),
  'panels say something where there is no data': (board) =>
    shown(board)
      .filter(({ fieldConfig }) => (fieldConfig.defaults.noValue ?? '') === '')
      .map(({ title }) => title),
  'panels have queries': (board) =>
    shown(board)
      .filter(({ targets = [] }) => targets.length === 0)
      .map(({ title }) => title),
  'panels are inside the 24 columns': (board) =>
    board.panels
      .filter(({ gridPos: { x, y, w, h } }) => x < 0 || y < 0 || w < 1 || h < 1 || x + w > 24)
      .map(({ title }) => title),
  'panels do not overlap': (board) =>
    board.panels.flatMap((panel, index) =>
      board.panels
        .slice(index + 1)
        .filter((other) => overlaps(panel.gridPos, other.gridPos))
        .map((other) => `${panel.title} / ${other.title}`),
    ),
  'ids are unique': (board) => repeated(board.panels.map(({ id }) => String(id))),
  'single numbers say which number': (board) =>
    shown(board)
      .filter(({ type }) => type === 'stat' || type === 'bargauge')
      .filter(({ options }) => options?.reduceOptions?.calcs.join() !== 'lastNotNull')
      .map(({ title }) => title),
  'thresholds begin at the bottom': (board) =>
    shown(board)
      .filter(({ fieldConfig }) => (fieldConfig.defaults.thresholds?.steps[0]?.value ?? null) !== null)
      .map(({ title }) => title),
  'legends have a place': (board) =>
    shown(board)
      .filter(({ options }) => options?.legend?.showLegend === true && options.legend.placement === undefined)
      .map(({ title }) => title),
  'nothing is hidden in a menu': (board) => (JSON.stringify(board).includes('inControlsMenu') ? ['placement'] : []),
  'transformations that Grafana has': (board) =>
    shown(board).flatMap(({ transformations = [] }) =>
      transformations.map(({ id }) => id).filter((id) => !['merge', 'organize', 'sortBy'].includes(id)),
    ),
  'outcomes have their colours': (board) =>
    shown(board).flatMap(({ title, fieldConfig: { overrides } }) =>
      overrides
        .filter(({ matcher, properties }) => {
          const colour = new Map(Object.entries(OUTCOME_COLOURS)).get(matcher.options);
          return (
            colour !== undefined &&
            valuesOf(properties, 'color').some(
              (value) => JSON.stringify(value) !== JSON.stringify({ mode: 'fixed', fixedColor: colour }),
            )
          );
        })
        .map(({ matcher }) => `${title}: ${matcher.options}`),
    ),
  'what is set for one field has that field': (board) =>
    shown(board).flatMap((panel) => {
      const names = new Set<string>([
        ...Object.keys(OUTCOME_COLOURS),
        ...(panel.targets ?? []).map(({ legendFormat = '' }) => legendFormat),
        ...(panel.transformations ?? []).flatMap(({ options }) => Object.values(options.renameByName ?? {})),
      ]);
      return panel.fieldConfig.overrides
        .filter(({ matcher }) => matcher.id === 'byName' && !names.has(matcher.options))
        .map(({ matcher }) => `${panel.title}: ${matcher.options}`);
    }),
  'legends name labels that are there': (board) =>
    queriesOf(board).flatMap(({ where, expr, target }) => {
      const kept = labelsKeptBy(expr);
      return Array.from((target?.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g), ([, label = '']) => label)
        .filter((label) => kept.size > 0 && !kept.has(label))
        .map((label) => `${where}: ${label}`);
    }),
  'metrics are known': selected((selector, { metrics }) => !metrics.has(selector.metric)),
  'counters only inside rate or increase': selected(
    ({ metric, inside }, { counters }) =>
      counters.has(metric) && !['rate', 'irate', 'increase'].includes(inside[0] ?? ''),
  ),
  'rates only of counters': selected(
    ({ metric, inside }, { counters }) =>
      !counters.has(metric) && ['rate', 'irate', 'increase'].includes(inside[0] ?? ''),
  ),
  'job and instance are chosen in every query': (board) =>
    queriesOf(board)
      .filter(({ where }) => !where.includes('› variable'))
      .filter(({ expr }) =>
        selectorsIn(withWindows(expr)).some(
          ({ matchers }) => !['job=~"$job"', 'instance=~"$instance"'].every((matcher) => matchers.includes(matcher)),
        ),
      )
      .map(({ where }) => where),
  'windows fit the screen': (board) =>
    queriesOf(board)
      .flatMap(({ where, expr }) =>
        Array.from(
          expr.matchAll(/(?:rate|increase)\([^[\]]*\[([^\]]*)\]/g),
          ([, window = '']) => [where, window] as const,
        ),
      )
      .filter(([, window]) => window !== '$__rate_interval' && window !== '$__range')
      .map(([where, window]) => `${where}: ${window}`),
  'ranges are asked for lines, instants for numbers': (board) =>
    queriesOf(board)
      .filter(
        ({ panel, target }) =>
          panel !== undefined && target?.instant !== !['timeseries', 'heatmap'].includes(panel.type),
      )
      .map(({ where }) => where),
} satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;

const lists = ({ templating }: Board): readonly Variable[] => templating.list.filter(({ type }) => type === 'query');

const valuesOf = (properties: readonly { id: string; value: unknown }[], id: string): unknown[] =>
  properties.filter((property) => property.id === id).map(({ value }) => value);

const repeated = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A rule about every place where a query names a metric; variables may list the labels of counters. */
function selected(isBroken: (selector: Selector, known: Known) => boolean): Rule {
  return (board, known) =>
    queriesOf(board).flatMap(({ where, expr, panel }) =>
      selectorsIn(filledIn(expr, panel))
        .filter(
          (selector) =>
            isBroken(selector, known) && !(where.includes('› variable') && known.metrics.has(selector.metric)),
        )
        .map(({ metric }) => `${where}: ${metric}`),
    );
}
