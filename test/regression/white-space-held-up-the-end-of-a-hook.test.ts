import { test } from 'vitest';
import { isReadAtOnce } from './white-space.ts';

test('a decision behind much white space is read at once', () => isReadAtOnce('/bin/bash'));
