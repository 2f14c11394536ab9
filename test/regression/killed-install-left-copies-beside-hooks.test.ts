import { test } from 'vitest';
import { leavesNothingBehind } from './killed-install.ts';

test.each([1, 4, 7])('killed at rename %i, an install of programs leaves nothing behind', leavesNothingBehind);
