import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { onChanges } from '../../../src/commands/watch/changes.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { until } from '../../support/until.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function looking(folder: string, look: () => Promise<void> = async () => {}) {
  const [looks, failures] = [vi.fn(look), vi.fn()];
  const stop = onChanges(folder, looks, failures);
  onTestFinished(stop);
  return { looks, failures, stop };
}

test('a change is looked at as soon as the system tells of it, while no clock goes on', async () => {
  const folder = temporaryFolder();
  const { looks } = looking(folder);
  writeFileSync(join(folder, 'day'), 'a line');
  await until('it looks', () => looks.mock.calls.length > 0);
});

test('ten times a second it looks by itself, where the system tells nothing', async () => {
  const { looks } = looking(join(temporaryFolder(), 'gone'));
  await vi.advanceTimersByTimeAsync(99);
  expect(looks).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(901);
  expect(looks).toHaveBeenCalledTimes(10);
});

test('a folder that comes later is told of from the next second on', async () => {
  const folder = join(temporaryFolder(), 'journal');
  const { looks } = looking(folder);
  mkdirSync(folder);
  await vi.advanceTimersByTimeAsync(1050);
  const before = looks.mock.calls.length;
  writeFileSync(join(folder, 'day'), 'a line');
  await until('it looks', () => looks.mock.calls.length > before);
});

test('one look at a time, what fails is told, and none comes after the end', async () => {
  let finish: () => void = () => {};
  const { looks, failures, stop } = looking(
    join(temporaryFolder(), 'gone'),
    () =>
      new Promise((_, reject) => {
        finish = () => reject(new Error('unreadable'));
      }),
  );
  await vi.advanceTimersByTimeAsync(1000);
  expect(looks).toHaveBeenCalledTimes(1);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(failures.mock.calls).toEqual([[new Error('unreadable')]]);
  await vi.advanceTimersByTimeAsync(100);
  expect(looks).toHaveBeenCalledTimes(2);
  finish();
  stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(looks).toHaveBeenCalledTimes(2);
});
