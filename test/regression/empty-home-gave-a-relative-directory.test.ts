import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stateDirectory } from '../../src/base/paths.ts';

test('an empty HOME is no home', () => {
  expect(stateDirectory({ HOME: '' })).toBe(join(homedir(), '.local', 'state', 'hookmeter'));
});
