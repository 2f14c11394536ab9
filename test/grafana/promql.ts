// What stands in a query: its syntax tree, by the parser that Prometheus' own web page uses.

import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly string[];
  /** The functions and aggregations around it, innermost first. */
  readonly inside: readonly string[];
  /** Of `metric[5m]`. */
  readonly window: string | undefined;
}

/** Where the text is no PromQL; empty where it is. */
export function errorsIn(expr: string): string[] {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(`at ${from}: ${expr.slice(Math.max(0, from - 20), from + 20)}`);
    },
  });
  return errors;
}

export function selectorsIn(expr: string): Selector[] {
  const found: Selector[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node }) => {
      if (name === 'VectorSelector') found.push(selectorOf(node, expr));
    },
  });
  return found;
}

/** Labels that survive: those of `by (…)`, and those that count_values and label_replace write. */
export function labelsKeptBy(expr: string): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const [, list = ''] of expr.matchAll(/\bby \(([^)]*)\)/g))
    for (const label of list.split(',')) labels.add(label.trim());
  for (const [, label = ''] of expr.matchAll(/count_values\("(\w+)"/g)) labels.add(label);
  return labels;
}

function selectorOf(node: Node, expr: string): Selector {
  const text = (of: Node): string => expr.slice(of.from, of.to);
  const identifier = node.getChild('Identifier');
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const matrix = node.parent?.name === 'MatrixSelector' ? node.parent : undefined;
  return {
    metric: identifier === null ? '' : text(identifier),
    matchers: matchers.map(text),
    inside: around(node).map(text),
    window: matrix === undefined ? undefined : expr.slice(node.to + 1, matrix.to - 1),
  };
}

function around(node: Node): Node[] {
  const names: Node[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    const name = at.getChild('FunctionIdentifier') ?? at.getChild('AggregateOp');
    if (name !== null) names.push(name);
  }
  return names;
}
