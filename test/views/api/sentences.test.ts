import { expect, test } from 'vitest';
import { hookInsight } from '../../../src/insight/insights.ts';
import { findingsOf } from '../../../src/views/api/sentences.ts';
import { DAY, HOUR, historyOf, repeat } from '../../support/history.ts';

const wave = (i: number): number => 1 + 0.02 * Math.sin(i * 1.7);

function findings(runs: Parameters<typeof historyOf>[0]): readonly string[] {
  const history = historyOf(runs);
  const [hook] = history.hooks;
  if (hook === undefined) throw new Error('no runs');
  return findingsOf(hookInsight(hook, history));
}

test('a steady growth is told as one, a step is not', () => {
  const growing = repeat(20 * 24, HOUR, (i) => ({ ms: 1000 * wave(i) * 1.002 ** (i / 24) }));
  expect(findings(growing)).toContainEqual(
    expect.stringMatching(/^Its daily median grows by about [12](\.\d+)?ms a day\.$/),
  );
  const step = repeat(20 * 24, HOUR, (i) => ({ ms: 1000 * wave(i) * (i < 240 ? 1 : 2) }));
  expect(findings(step)).toEqual(['None of its latest 200 runs failed.']);
});

test('names of projects cannot do harm on a terminal', () => {
  const failing = repeat(400, DAY / 50, (i) => ({
    ms: 5,
    project: i % 2 ? '\u001b[2Jx' : 'fine',
    outcome: i % 4 === 1 ? 'failed' : 'success',
    code: 1,
  }));
  const said = findings(failing).join('\n');
  expect(said).toContain('with the project');
  expect(said).not.toContain('\u001b');
});
