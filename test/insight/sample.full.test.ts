import { test } from 'vitest';
import { isSmallOf } from './baselines.ts';

test('a sample of a million runs of one hook is less than 100 kB', () => isSmallOf(1_000_000));
