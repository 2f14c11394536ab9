import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { EVERYTHING, isEverything, matcher, selector } from '../../src/insight/selection.ts';
import { identityOf } from '../../src/journal/record.ts';

describe('a selection', () => {
  test('of everything leaves nothing out', () => {
    expect(isEverything(EVERYTHING)).toBe(true);
    expect(selector(EVERYTHING)(identityOf('a'), micros(0))).toBe(true);
  });

  test('has its start in it, and its end not', () => {
    const selection = { ...EVERYTHING, since: micros(10), until: micros(20) };
    expect(isEverything(selection)).toBe(false);
    const isSelected = selector(selection);
    expect([9, 10, 19, 20].map((at) => isSelected(identityOf('a'), micros(at)))).toEqual([false, true, true, false]);
  });

  test('by hook and by project asks for both', () => {
    const isSelected = selector({ hooks: ['lint*', 'test'], projects: ['web'] });
    const asked = (hook: string, project: string) => isSelected(identityOf(hook, 'e', 'a', project), micros(0));
    expect([asked('lint', 'web'), asked('lint-css', 'web'), asked('test', 'web')]).toEqual([true, true, true]);
    expect([asked('lint', 'api'), asked('tests', 'web'), asked('my-lint', 'web')]).toEqual([false, false, false]);
  });
});

describe('a name', () => {
  test.each([
    ['a.b', 'a.b', true],
    ['a.b', 'axb', false],
    ['*', '', true],
    ['*', 'line\nbreak', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abcd', false],
    ['[x](y)\\d+$', '[x](y)\\d+$', true],
    ['ünï*', 'ünïcode', true],
  ])('%j of the name %j: %s', (pattern, name, matches) => {
    expect(matcher([pattern])(name)).toBe(matches);
  });
});
