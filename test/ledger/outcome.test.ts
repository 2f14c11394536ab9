import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type EndRecord, identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { errorTypeOf, isFailure, OUTCOMES, type Outcome, outcomeOf } from '../../src/ledger/outcome.ts';
import { AT } from '../support/shim-lines.ts';

const SECONDS = 1_000_000;

function end(
  fields: Partial<Record<'code' | 'us' | 'signal' | 'timeout', number>> & { agent?: string; decision?: string },
): EndRecord {
  return {
    kind: 'end',
    run: hashOf('a'),
    identity: identityOf('format', '', fields.agent ?? ''),
    at: micros(AT),
    us: micros(fields.us ?? 1000),
    user: micros(0),
    sys: micros(0),
    code: fields.code ?? 0,
    signal: fields.signal,
    decision: fields.decision,
    timeout: fields.timeout === undefined ? undefined : micros(fields.timeout),
  };
}

describe('the outcome of a run that ended', () => {
  test.each<[Outcome, string, Parameters<typeof end>[0]]>([
    ['success', 'exit 0', {}],
    ['success', 'exit 0 well within its timeout', { timeout: 60 * SECONDS }],
    ['success', 'exit 0 just before its timeout', { timeout: SECONDS, us: SECONDS - 1 }],
    ['success', 'exit 0 and an allowing decision', { decision: 'allow' }],
    ['success', 'exit 0 and the decision to ask', { decision: 'ask' }],
    ['failed', 'exit 1', { code: 1 }],
    ['failed', 'exit 255', { code: 255 }],
    ['failed', 'exit 2 under git', { code: 2, agent: 'git' }],
    ['failed', 'exit 2 under nobody', { code: 2 }],
    ['failed', 'exit 2 in CI', { code: 2, agent: 'ci' }],
    ['failed', 'exit 1 under an agent', { code: 1, agent: 'claude-code' }],
    ['failed', 'exit 143 of its own', { code: 143 }],
    ['failed', 'exit 1 and an allowing decision', { code: 1, decision: 'allow' }],
    ...['claude-code', 'codex', 'gemini-cli', 'copilot-cli', 'cursor', 'windsurf'].map(
      (agent): [Outcome, string, Parameters<typeof end>[0]] => ['blocked', `exit 2 under ${agent}`, { code: 2, agent }],
    ),
    ['success', 'exit 0 and an approval', { decision: 'approve' }],
    ['success', 'exit 0 and leaving the decision to others', { decision: 'defer' }],
    ['blocked', 'a recorded denial', { decision: 'deny' }],
    ['blocked', 'a recorded denial with exit code 1, which agents take as their answer', { code: 1, decision: 'deny' }],
    [
      'blocked',
      'exit 2 under an agent, which beats an allowing decision',
      { code: 2, agent: 'codex', decision: 'allow' },
    ],
    ['blocked', 'the decision that the agent shall stop', { decision: 'stop' }],
    ['blocked', 'a recorded block with an exit code of its own', { code: 7, decision: 'block', agent: 'git' }],
    ['not_found', 'exit 127', { code: 127 }],
    ['not_found', 'exit 126', { code: 126 }],
    ['not_found', 'exit 127, whatever is called a block', { code: 127, decision: 'block' }],
    ['signaled', 'death by a signal', { code: 137, signal: 9 }],
    ['signaled', 'death by a signal, whatever the code', { code: 2, signal: 15, agent: 'claude-code' }],
    [
      'signaled',
      'death by a signal long before its timeout',
      { code: 143, signal: 15, timeout: 60 * SECONDS, us: 30 * SECONDS },
    ],
    ['timed_out', 'exit 0 at its timeout', { timeout: SECONDS, us: SECONDS }],
    ['timed_out', 'exit 1 past its timeout', { code: 1, timeout: SECONDS, us: 2 * SECONDS }],
    ['timed_out', 'a block past its timeout', { code: 2, agent: 'codex', timeout: SECONDS, us: 2 * SECONDS }],
    ['timed_out', 'a kill at its timeout', { code: 143, signal: 15, timeout: 60 * SECONDS, us: 60 * SECONDS }],
    [
      'timed_out',
      'a kill a quarter of a second early',
      { code: 143, signal: 15, timeout: 60 * SECONDS, us: 59.75 * SECONDS },
    ],
    [
      'signaled',
      'a kill more than a quarter of a second early',
      { code: 143, signal: 15, timeout: 60 * SECONDS, us: 59.75 * SECONDS - 1 },
    ],
    ['timed_out', 'a kill a tenth of a short timeout early', { code: 143, signal: 15, timeout: SECONDS, us: 900_000 }],
    [
      'signaled',
      'a kill more than a tenth of a short timeout early',
      { code: 143, signal: 15, timeout: SECONDS, us: 899_999 },
    ],
    ['success', 'exit 0 a quarter of a second early', { timeout: 60 * SECONDS, us: 59.75 * SECONDS }],
  ])('is %s for %s', (outcome, _what, fields) => {
    expect(outcomeOf(end(fields))).toBe(outcome);
  });
});

describe('the seven outcomes', () => {
  test('are failures but for the first two', () => {
    expect(OUTCOMES.map((outcome) => [outcome, isFailure(outcome)])).toEqual([
      ['success', false],
      ['blocked', false],
      ['failed', true],
      ['not_found', true],
      ['signaled', true],
      ['timed_out', true],
      ['lost', true],
    ]);
  });

  test('name the type of the error, but for the exit code of a plain failure', () => {
    expect(OUTCOMES.map((outcome) => errorTypeOf(outcome, 3))).toEqual([
      'success',
      'blocked',
      '3',
      'not_found',
      'signaled',
      'timed_out',
      'lost',
    ]);
  });
});
