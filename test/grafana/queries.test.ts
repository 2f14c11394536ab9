// Every query is PromQL, by two parsers: Prometheus' own, which also checks types, and the one of its web page.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { needs } from '../support/needs.ts';
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

test('promtool finds the types right', (context) => {
  needs(context, 'promtool', spawnSync('promtool', ['--version']).status === 0);
  expect(promtool(queries.map(({ expr, panel }) => filledIn(expr, panel)))).toEqual([0, '']);
});

describe('the parsers can object', () => {
  test.each(['sum(up', 'rate(x_total[5m]', 'sum by (a (x)', 'x{a="b"', 'x[5m]['])('%s', (expr) => {
    expect(errorsIn(expr)).not.toEqual([]);
  });

  test.each(['rate(up)', 'sum(up[5m])', 'up + "text"'])('promtool to %s', (expr) => {
    const [status, stderr] = promtool([expr]);
    expect(status).not.toBe(0);
    expect(stderr).toContain('could not parse expression');
  });
});

/** As rules: the status, and what was wrong. */
function promtool(expressions: readonly string[]): readonly [status: number | null, stderr: string] {
  const rules = expressions.map((expr, index) => ({ record: `dashboards:query${index}`, expr }));
  const file = join(temporaryFolder(), 'queries.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboards', rules }] }));
  const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
  return [status, stderr];
}
