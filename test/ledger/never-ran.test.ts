import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type Identity, identityOf } from '../../src/journal/record.ts';
import { type ConfiguredHook, createNeverRan } from '../../src/ledger/never-ran.ts';
import { entry, noOutcomes, snapshot } from '../exports/snapshots.ts';

const configured = (identity: Identity, since = 5, timeout?: number): ConfiguredHook => ({
  identity,
  since: micros(since),
  timeout: timeout === undefined ? undefined : micros(timeout),
});
const ran = (identity: Identity) => entry({ identity });
const neverRan = (hooks: readonly ConfiguredHook[], entries: readonly Identity[], most = 100): readonly string[] =>
  createNeverRan(
    hooks,
    most,
  )(snapshot(entries.map(ran))).neverRan.map(({ identity }) =>
    [identity.hook, identity.event, identity.project].join('/'),
  );

test('a hook that never ran is an entry at zero, with its timeout and since when it is configured', () => {
  const identity = identityOf('guard', 'PreToolUse', 'claude-code', 'web');
  const [zero] = createNeverRan([configured(identity, 7, 60_000_000)], 10)(snapshot([])).neverRan;
  expect(zero).toEqual(
    entry({ identity, startedAt: micros(7), born: 0, lastAt: undefined, timeout: micros(60_000_000) }),
  );
  expect(zero?.outcomes).toEqual(noOutcomes());
});

test.each<readonly [string, Identity, boolean]>([
  ['the same under another agent', identityOf('guard', 'PreToolUse', 'cursor', 'web'), true],
  ['the same in another project', identityOf('guard', 'PreToolUse', 'claude-code', 'api'), false],
  ['the same without a project', identityOf('guard', 'PreToolUse', 'claude-code'), false],
  ['the same hook of another event', identityOf('guard', 'PostToolUse', 'claude-code', 'web'), false],
  ['another hook', identityOf('format', 'PreToolUse', 'claude-code', 'web'), false],
])('of a hook of one project, %s is a run: %j', (_, identity, isRun) => {
  const hook = configured(identityOf('guard', 'PreToolUse', 'claude-code', 'web'));
  expect(neverRan([hook], [identity])).toEqual(isRun ? [] : ['guard/PreToolUse/web']);
});

test('of a hook of all projects, a run in any is one', () => {
  const hook = configured(identityOf('guard', 'PreToolUse', 'claude-code'));
  expect(neverRan([hook], [identityOf('guard', 'PreToolUse', 'cursor', 'api')])).toEqual([]);
  expect(neverRan([hook], [identityOf('guard', 'PreToolUse', 'cursor')])).toEqual([]);
});

test('one that was forgotten has run: its totals would look like a counter that went back', () => {
  const identity = identityOf('guard', 'PreToolUse', 'claude-code');
  const forgotten = entry({ identity, forgotten: true });
  expect(createNeverRan([configured(identity)], 10)(snapshot([forgotten])).neverRan).toEqual([]);
});

test('a hook in several files is one, since the first', () => {
  const identity = identityOf('guard', 'PreToolUse');
  const { neverRan: hooks } = createNeverRan([configured(identity, 9), configured(identity, 4)], 10)(snapshot([]));
  expect(hooks.map(({ startedAt }) => startedAt)).toEqual([4]);
});

test('the cap on entries leaves them no more room than there is', () => {
  const hooks = ['a', 'b', 'c'].map((name) => configured(identityOf(name, 'E')));
  const others = ['x', 'y'].map((name) => identityOf(name, 'E'));
  expect([5, 4, 2, 1].map((most) => neverRan(hooks, others, most).length)).toEqual([3, 2, 0, 0]);
});

test('whatever runs, and in whatever order, exactly the others are left, as the same objects as long as they are', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const identity = fc
    .tuple(name, name, fc.constantFrom('git', 'codex'), fc.constantFrom('', 'web', 'api'))
    .map(([hook, event, agent, project]) => identityOf(hook, event, agent, project));
  const distinct = fc.uniqueArray(identity, { selector: ({ key }) => key, maxLength: 12 });
  fc.assert(
    fc.property(distinct, distinct, (hooks, entries) => {
      const add = createNeverRan(
        hooks.map((hook) => configured(hook)),
        1000,
      );
      const first = new Set(add(snapshot([])).neverRan);
      entries.forEach((_, i) => {
        const seen = entries.slice(0, i + 1);
        const left = add(snapshot(seen.map(ran))).neverRan;
        const expected = hooks.filter(
          ({ hook, event, project }) =>
            !seen.some(
              (run) => run.hook === hook && run.event === event && (project === '' || run.project === project),
            ),
        );
        expect(left.map((zero) => zero.identity.key)).toEqual(expected.map(({ key }) => key).sort());
        expect(left.every((zero) => first.has(zero))).toBe(true);
      });
    }),
  );
});
