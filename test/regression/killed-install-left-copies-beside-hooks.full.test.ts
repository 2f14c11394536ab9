import { test } from 'vitest';
import { leavesNothingBehind } from './killed-install.ts';

test.each([2, 3, 5, 6, 8])('killed at rename %i, an install of programs leaves nothing behind', leavesNothingBehind);
