import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMNS, parseRoute, RANGES, routeHash, SCALES, START } from '../../../src/views/page/route.ts';

const route = fc.record({
  range: fc.constantFrom(...RANGES),
  hook: fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: undefined }),
  sorting: fc.record({
    column: fc.constantFrom(...COLUMNS),
    direction: fc.constantFrom('ascending' as const, 'descending' as const),
  }),
  search: fc.string({ unit: 'binary' }),
  scale: fc.constantFrom(...SCALES, undefined),
});

test('law: a link to what is shown shows the same, whatever the hook is called', () => {
  fc.assert(
    fc.property(route, (each) => {
      expect(parseRoute(routeHash(each))).toEqual(each);
    }),
  );
});

test('the start has no words, and what is not understood is the start', () => {
  expect(routeHash(START)).toBe('#');
  for (const hash of ['', '#', '#main', '#range=1y&sort=-colour&y=cubic', '#hook=', '#%ff=%'])
    expect(parseRoute(hash)).toEqual(START);
});
