// Every query is PromQL, by two parsers: Prometheus' own, which also checks types, and the one of its web page.

import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { isInstalled } from '../support/programs.ts';
import { checkQueries } from '../support/promtool.ts';
import { type Asked, boards, filledIn, queriesOf } from './boards.ts';
import { errorsIn, selectorsIn } from './promql.ts';

const queries: readonly Asked[] = boards().flatMap(queriesOf);

test('there are queries on every dashboard', () => {
  for (const board of boards()) expect(queriesOf(board).length).toBeGreaterThan(15);
});

test.each(queries.map((asked) => [asked.where, asked] as const))(
  '%s parses, and no variable is left',
  (_where, { expr, panel }) => {
    const filled = filledIn(expr, panel);
    expect(errorsIn(filled)).toEqual([]);
    expect(filled).not.toMatch(/\$[a-z_{]/i);
    expect(selectorsIn(filled)).not.toEqual([]);
  },
);

test('promtool finds the types right', async (context) => {
  needs(context, 'promtool', isInstalled('promtool'));
  const filled = queries.map(({ expr, panel }) => filledIn(expr, panel));
  expect(await checkQueries('promtool', filled)).toEqual({ code: 0, stderr: '', found: filled.length });
});

describe('the parsers can object', () => {
  test.each(['sum(up', 'rate(x_total[5m]', 'sum by (a (x)', 'x{a="b"', 'x[5m]['])('%s', (expr) => {
    expect(errorsIn(expr)).not.toEqual([]);
  });

  test.for(['rate(up)', 'sum(up[5m])', 'up + "text"'])('promtool to %s', async (expr, context) => {
    needs(context, 'promtool', isInstalled('promtool'));
    const { code, stderr } = await checkQueries('promtool', [expr]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('could not parse expression');
  });
});
