import { expect, test } from 'vitest';
import { momentFrom } from '../../src/base/moment.ts';
import { micros } from '../../src/base/units.ts';
import { amount, createProgress } from '../../src/commands/progress.ts';

/** What a terminal shows at the end, and all that was written to it. */
function terminal(columns = 80, isTTY = true) {
  const written: string[] = [];
  const shown = (): string => {
    let line = '';
    for (const part of written.join('').split('\r')) line = part + line.slice(part.length);
    return line.trimEnd();
  };
  return { isTTY, columns, write: (text: string) => written.push(text), written, shown };
}

function progressOn(screen: ReturnType<typeof terminal>) {
  let now = 0;
  const progress = createProgress(screen, 'reading', { bytes: 2_000_000, files: 3 }, () => now);
  return { progress, wait: (ms: number) => (now += ms) };
}

test('long work is told a tenth of a second apart, and leaves an empty line', () => {
  const screen = terminal();
  const { progress, wait } = progressOn(screen);
  progress.at(10, 0);
  wait(499);
  progress.at(1000, 0);
  expect(screen.written).toEqual([]);
  wait(1);
  progress.at(1_000_000, 1);
  expect(screen.shown()).toBe('reading 50 % of 2.0 MB, 1 of 3 files, 2.0 MB/s');
  wait(99);
  progress.at(1_500_000, 2);
  expect(screen.written).toHaveLength(1);
  wait(1);
  progress.at(2_500_000, 3);
  expect(screen.shown()).toBe('reading 100 % of 2.0 MB, 3 of 3 files, 4.2 MB/s');
  progress.end();
  expect(screen.shown()).toBe('');
  for (const character of '\n\u001b') expect(screen.written.join('')).not.toContain(character);
});

test('a shorter line leaves nothing of the one before', () => {
  const screen = terminal();
  const { progress, wait } = progressOn(screen);
  wait(500);
  progress.at(1_000_000, 1);
  wait(100_000);
  progress.at(1_000_001, 1);
  expect(screen.shown()).toBe('reading 50 % of 2.0 MB, 1 of 3 files, 10 kB/s');
});

test('no line is longer than the terminal is wide', () => {
  const screen = terminal(20);
  const { progress, wait } = progressOn(screen);
  wait(600);
  progress.at(1_000_000, 1);
  expect(screen.shown()).toBe('reading 50 % of 2.0');
});

test('nothing is written where nobody looks, nor for short work', () => {
  const [file, short] = [terminal(80, false), terminal()];
  const { progress, wait } = progressOn(file);
  wait(9999);
  progress.at(1, 1);
  progress.end();
  progressOn(short).progress.end();
  expect([...file.written, ...short.written]).toEqual([]);
});

test.each([
  [0, '0.0 kB'],
  [999, '1.0 kB'],
  [9951, '10 kB'],
  [12_345, '12 kB'],
  [2_800_000_000, '2.8 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(amount(bytes)).toBe(text);
});

test.each([
  ['30d', 1_795_328_330_000_000 - 30 * 86_400_000_000],
  ['2w', 1_795_328_330_000_000 - 14 * 86_400_000_000],
  ['12h', 1_795_328_330_000_000 - 43_200_000_000],
  ['999999w', 0],
  ['2026-11-01', 1_793_491_200_000_000],
])('since %s is %i', (text, moment) => {
  expect(momentFrom(text, micros(1_795_328_330_000_000))).toBe(moment);
});

test.each(['', '30', 'd', '-3d', '1.5d', '30 d', '2026-13-01', '2026-11', '1969-01-01'])(
  'since %j is a mistake',
  (text) => {
    expect(() => momentFrom(text, micros(0))).toThrow(/^--since is ".*"; expected a time like/);
  },
);
