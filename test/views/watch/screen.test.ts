import { describe, expect, test } from 'vitest';
import { FIRST_SCREEN, type Key, press, type Screen, SORTS, type Wish } from '../../../src/views/watch/screen.ts';

const ORDER = Array.from({ length: 25 }, (_, i) => `hook-${i}`);
const text = (letters: string): Key[] => [...letters].map((letter) => ({ kind: 'text', text: letter }));
const key = (kind: Exclude<Key['kind'], 'text'>): Key => ({ kind });

/** The screen after these keys, and what the last of them wished for. */
function pressed(keys: readonly Key[], order = ORDER): Screen & { wish: Wish } {
  let now: { screen: Screen; wish: Wish } = { screen: FIRST_SCREEN, wish: 'nothing' };
  for (const each of keys) now = press(now.screen, each, () => order);
  return { ...now.screen, wish: now.wish };
}

test.each<readonly [string, readonly Key[], Wish]>([
  ['q', text('q'), 'quit'],
  ['Ctrl-C', [key('interrupt')], 'quit'],
  ['Ctrl-C while a filter is typed', [...text('/a'), key('interrupt')], 'quit'],
  ['q on the help page', text('?q'), 'quit'],
  ['q in a filter', text('/q'), 'nothing'],
  ['Ctrl-Z', [key('suspend')], 'suspend'],
  ['Ctrl-L', [key('redraw')], 'redraw'],
  ['a letter without a meaning', text('x'), 'nothing'],
])('%s', (_name, keys, wish) => {
  expect(pressed(keys).wish).toBe(wish);
});

describe('a filter', () => {
  test('is what is typed, until Enter; letters are no commands meanwhile', () => {
    expect(pressed([...text('/spq?/'), key('enter')])).toMatchObject({ filter: 'spq?/', typing: false, paused: false });
  });

  test('loses whole letters to the backspace', () => {
    expect(pressed([...text('/a👍b'), key('backspace'), key('backspace')]).filter).toBe('a');
    expect(pressed([...text('/'), key('backspace')])).toMatchObject({ filter: '', typing: true });
  });

  test('is cleared by Esc, while it is typed and later', () => {
    expect(pressed([...text('/abc'), key('escape')])).toMatchObject({ filter: '', typing: false });
    expect(pressed([...text('/abc'), key('enter'), key('escape')]).filter).toBe('');
  });

  test('is the marked hook after Enter', () => {
    expect(pressed([...text('jj'), key('enter')]).filter).toBe('hook-1');
    expect(pressed([key('enter')]).filter).toBe('');
  });

  test('has an end', () => {
    expect(pressed(text(`/${'x'.repeat(5000)}`)).filter).toHaveLength(100);
  });
});

test.each<readonly [readonly Key[], string | undefined]>([
  [text('j'), 'hook-0'],
  [[key('down'), key('down')], 'hook-1'],
  [text('jjk'), 'hook-0'],
  [text('k'), 'hook-0'],
  [text('jkkk'), 'hook-0'],
  [text('G'), 'hook-24'],
  [text('Gj'), 'hook-24'],
  [text('Gg'), 'hook-0'],
  [[key('home')], 'hook-0'],
  [[key('end')], 'hook-24'],
  [[...text('j'), key('page down'), key('page down')], 'hook-20'],
  [[...text('G'), key('page up')], 'hook-14'],
  [[...text('j'), key('escape')], undefined],
])('%j marks %s', (keys, selected) => {
  expect(pressed(keys).selected).toBe(selected);
});

test('where there is no hook none is marked, and one that has gone is none', () => {
  expect(pressed(text('jkgG'), []).selected).toBeUndefined();
  const gone: Screen = { ...FIRST_SCREEN, selected: 'gone' };
  expect(press(gone, { kind: 'down' }, () => ORDER).screen.selected).toBe('hook-0');
});

test('s goes through all orders and begins again', () => {
  const sorts = SORTS.map((_, i) => pressed(text('s'.repeat(i + 1))).sort);
  expect(sorts).toEqual([...SORTS.slice(1), SORTS[0]]);
});

test('p pauses and goes on; ? helps, and any key comes back and does nothing else', () => {
  expect([pressed(text('p')).paused, pressed(text('pp')).paused]).toEqual([true, false]);
  expect([pressed(text('?')).help, pressed(text('?p')).help, pressed(text('?p')).paused]).toEqual([true, false, false]);
});
