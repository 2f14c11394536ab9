import { expect, test } from 'vitest';
import { nearNames } from '../../src/base/near-names.ts';

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['lnit', ['format', 'lint', 'link'], ['lint']],
  ['befor', ['after', 'before'], ['before']],
  ['LINT', ['lint'], ['lint']],
  ['unit', ['slow-unit-tests', 'unti', 'zzz'], ['slow-unit-tests', 'unti']],
  ['uni*', ['unit'], ['unit']],
  ['ab', ['fabric', 'xab'], ['xab']],
  ['a1', ['a9', 'a8', 'a7', 'a6', 'a5', 'a4', 'a3'], ['a3', 'a4', 'a5', 'a6', 'a7']],
  ['*', ['lint'], []],
  ['zzzzzz', ['lint'], []],
])('%j among %j are near %j', (asked, names, near) => {
  expect(nearNames(asked, names)).toEqual(near);
});
