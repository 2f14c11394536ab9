import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFrameClock } from '../../../src/commands/watch/frame-clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first change is drawn at once, all that come within a tenth of a second together at its end', () => {
  const drawn: number[] = [];
  const began = performance.now();
  const frames = createFrameClock(() => drawn.push(performance.now() - began));
  frames.request();
  expect(drawn).toEqual([0]);
  vi.advanceTimersByTime(30);
  frames.request();
  frames.request();
  vi.advanceTimersByTime(69);
  expect(drawn).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual([0, 100]);
  vi.advanceTimersByTime(1000);
  frames.request();
  expect(drawn).toEqual([0, 100, 1100]);
});

test('nothing is drawn after the end', () => {
  const draw = vi.fn();
  const frames = createFrameClock(draw);
  frames.request();
  frames.request();
  frames.stop();
  frames.request();
  vi.advanceTimersByTime(1000);
  expect(draw).toHaveBeenCalledOnce();
});
