import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, micros } from '../../../src/base/units.ts';
import { columns } from '../../../src/views/columns.ts';
import { watchFrame } from '../../../src/views/watch/frame.ts';
import { columnsOf, withoutColours } from '../../../src/views/watch/spans.ts';
import { ABOUT, ended, frame, morning, NOW, named, open, screenWith, stateOf, UTC, view } from './world.ts';

describe('a frame', () => {
  test.each([
    [80, 24, false],
    [80, 24, true],
    [120, 40, false],
    [120, 40, true],
    [60, 20, false],
    [40, 10, false],
    [40, 10, true],
  ])('of %i columns and %i rows looks as it did, colour %s', async (columns, rows, colour) => {
    const name = `watch-${columns}x${rows}${colour ? '-colour' : ''}`;
    await expect(frame([columns, rows], { colour })).toMatchFileSnapshot(`../../golden/views/${name}.txt`);
  });

  test('of the help looks as it did', async () => {
    await expect(frame([80, 24], { screen: screenWith({ help: true }) })).toMatchFileSnapshot(
      '../../golden/views/watch-help.txt',
    );
  });

  test('has as many lines as the terminal, none wider, whatever the names and the size', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
    );
    const run = fc.record({
      hook: name,
      event: name,
      project: name,
      ms: fc.nat(1e9),
      ago: fc.nat(2e5),
      failed: fc.boolean(),
    });
    const size = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }));
    const screen = fc.record({
      filter: fc.oneof(fc.constant(''), name),
      typing: fc.boolean(),
      help: fc.boolean(),
      paused: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(run, { maxLength: 60 }),
        size,
        screen,
        name,
        fc.boolean(),
        (runs, wanted, chosen, text, colour) => {
          const state = stateOf(
            runs.map(({ hook, event, project, ms, ago, failed }) =>
              ended(hook, ago, { ms, outcome: failed ? 'failed' : 'success', identity: named(hook, event, project) }),
            ),
            runs.slice(0, 9).map(({ hook, ago }) => open(hook, ago, 30)),
          );
          const about = { ...ABOUT, dir: text, only: text, trouble: text, refused: 3 };
          const selected = runs[0]?.hook;
          const lines = watchFrame(view(wanted, { state, about, colour, screen: screenWith({ ...chosen, selected }) }));
          expect(lines).toHaveLength(wanted[1]);
          for (const line of lines) {
            expect(columnsOf(line)).toBeLessThanOrEqual(wanted[0]);
            // Colours are all that is not to be seen.
            expect(withoutColours(line)).not.toMatch(/[\p{Cc}\u200b\u202e\u2066]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is of ASCII alone, and as wide, for a terminal that knows nothing else', async () => {
    const text = frame([80, 24], { utf8: false });
    await expect(text).toMatchFileSnapshot('../../golden/views/watch-80x24-ascii.txt');
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    const help = frame([80, 24], { utf8: false, screen: screenWith({ help: true }) });
    expect(help).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text.split('\n').map(columns)).toEqual(frame([80, 24]).split('\n').map(columns));
  });

  test('says the same with colours and without', () => {
    const plain = (text: string): string => withoutColours(text).replaceAll(/ +$/gm, '');
    expect(plain(frame([80, 24], { colour: true }))).toBe(frame([80, 24]));
    expect(frame([80, 24])).not.toContain('\u001b');
  });

  test.each([
    [39, 24, '39x24 is too small: 40x10 fits'],
    [80, 9, '80x9 is too small: 40x10 fits'],
    [12, 3, '12x3 is too'],
  ])('of %i columns and %i rows is one line', (columns, rows, line) => {
    const [first, ...others] = watchFrame(view([columns, rows]));
    expect([first, others.join('')]).toEqual([line, '']);
  });
});

describe('the head', () => {
  const head = (about: Partial<typeof ABOUT>, size: readonly [number, number] = [120, 24]): string =>
    frame(size, { about: { ...ABOUT, ...about } }).split('\n')[1] ?? '';

  test.each([
    [{ kind: 'counting', unreadBytes: 0 } as const, 'sidecar counts'],
    [{ kind: 'counting', unreadBytes: 12_345 } as const, 'sidecar counts, 12.3 kB behind'],
    [{ kind: 'none' } as const, 'no sidecar'],
    [{ kind: 'silent' } as const, 'sidecar does not answer'],
    [{ kind: 'starting' } as const, 'sidecar starts'],
    [{ kind: 'unknown' } as const, '5 open'],
  ])('tells the sidecar that is %j', (sidecar, words) => {
    expect(head({ sidecar })).toMatch(new RegExp(`   ${words}$`));
  });

  test('tells what was refused, what cannot be read, and how far the reading is', () => {
    expect(head({ refused: 3 })).toContain('   3 lines refused   ');
    expect(head({ refused: 1 })).toContain('   1 line refused   ');
    expect(head({ trouble: 'a part of x cannot be read: EACCES' })).toContain('a part of x cannot be read: EACCES');
    expect(head({ reading: 0.437 })).toContain('   reading 43%   ');
    expect(head({ period: 'since 13:00:00' })).toMatch(/^since 13:00:00 \d+ runs/);
  });

  test('leaves out what does not fit, and no half of a word', () => {
    expect(head({ refused: 3 }, [40, 24])).toBe('today 97 runs   92.78% ok   7 failed');
  });
});

describe('the table', () => {
  const hooks = (more: Parameters<typeof frame>[1]): readonly string[] =>
    watchFrame(view([120, 60], more))
      .filter((line) => /^[ ›] .{34} {2,}[\d,]+ +\d+ +/.test(line))
      .map((line) => line.slice(2, 14).trim());
  const state = stateOf([
    ended('a-slow', 60, { ms: 9000 }),
    ended('b-broken', 50, { outcome: 'failed' }),
    ended('b-broken', 40, { outcome: 'failed' }),
    ended('c-busy', 30),
    ended('c-busy', 20),
    ended('c-busy', 10),
    ended('d-failed', 5, { outcome: 'lost', us: undefined }),
  ]);

  test.each([
    ['attention', ['b-broken', 'd-failed', 'c-busy', 'a-slow']],
    ['runs', ['c-busy', 'b-broken', 'a-slow', 'd-failed']],
    ['failures', ['b-broken', 'd-failed', 'c-busy', 'a-slow']],
    ['p95', ['a-slow', 'b-broken', 'c-busy', 'd-failed']],
    ['last run', ['d-failed', 'c-busy', 'b-broken', 'a-slow']],
    ['name', ['a-slow', 'b-broken', 'c-busy', 'd-failed']],
  ] as const)('is sorted by %s', (sort, order) => {
    expect(hooks({ state, screen: screenWith({ sort }) })).toEqual(order);
  });

  test('shows what the filter matches, in any of the names, in any case', () => {
    expect(hooks({ state, screen: screenWith({ filter: 'BUSY' }) })).toEqual(['c-busy']);
    expect(hooks({ state, screen: screenWith({ filter: 'posttool' }) })).toHaveLength(4);
    expect(frame([80, 24], { state, screen: screenWith({ filter: 'nothing' }) })).toContain('no hook has that');
  });

  test('keeps the marked hook in sight', () => {
    const many = stateOf(Array.from({ length: 300 }, (_, i) => ended(`hook-${String(i).padStart(3, '0')}`, 300 - i)));
    for (const selected of ['hook-000', 'hook-150', 'hook-299']) {
      const screen = screenWith({ sort: 'name', selected });
      expect(frame([80, 24], { state: many, screen })).toContain(`› ${selected}`);
    }
  });

  test('counts anew after midnight, also what is read before midnight is noticed', () => {
    const before = stateOf([ended('format', 5), ended('format', 1, { outcome: 'failed' })]);
    const midnight = micros((Math.floor(NOW / DAY) + 1) * DAY);
    before.ended(undefined, { ...ended('format', 0), at: midnight });
    const line = (): string => frame([80, 24], { state: before, now: midnight }).split('\n')[1] ?? '';
    expect(line()).toContain('today 2 runs   50.00% ok   1 failed');
    before.begin(UTC.dayOf(midnight));
    expect(line()).toContain('today 1 run   100.00% ok   0 failed');
    expect(frame([80, 24], { state: before, now: midnight })).toContain('11-25');
  });
});

describe('the open runs', () => {
  const open3 = (rows: number): string => frame([80, rows]);

  test('are listed from the oldest on, once they are not short', () => {
    const lines = frame([120, 60]).split('\n');
    const from = lines.indexOf('OPEN RUNS (3)');
    expect(lines.slice(from + 1, from + 4).map((line) => line.slice(0, 18))).toEqual([
      '▲    75s of 60s   ',
      '▲    51s of 60s   ',
      '●     2s          ',
    ]);
    expect(lines[from + 1]).toContain('past its timeout');
    expect(lines[from + 2]).toContain('near its timeout');
  });

  test('have their place when there are none', () => {
    const quiet = stateOf([ended('format', 3)]);
    const place = (text: string): number => text.split('\n').findIndex((line) => line.startsWith('  HOOK'));
    for (const rows of [10, 24, 40]) expect(place(frame([80, rows], { state: quiet }))).toBe(place(open3(rows)));
  });

  test('are not told before the journal is read: most have an end further down', () => {
    expect(frame([80, 24], { about: { ...ABOUT, reading: 0.5 } })).not.toContain('past its timeout  ');
  });
});

test('before the first run it says how to begin', () => {
  const text = frame([80, 24], { state: stateOf([]) });
  expect(text).toContain('waiting for the first run');
  expect(text).toContain('hookmeter install');
  const only = frame([80, 24], { state: stateOf([]), about: { ...ABOUT, only: 'hook fmt*' } });
  expect(only).toContain('waiting for the first run (hook fmt*)');
});

test('the foot tells the keys, the filter that is being typed, and the one that holds', () => {
  const foot = (screen: Parameters<typeof screenWith>[0]): string =>
    frame([80, 24], { screen: screenWith(screen) })
      .trimEnd()
      .split('\n')
      .at(-1) ?? '';
  expect(foot({})).toMatch(/^q quit {2}\/ filter .* by attention, \d+ hooks$/);
  expect(foot({ typing: true, filter: 'fm' })).toBe('/fm▏  Enter keeps it, Esc clears it');
  expect(foot({ filter: 'fm' })).toMatch(/^only fm {2}Esc shows all /);
});

test('what is paused says so', () => {
  expect(frame([80, 24], { screen: screenWith({ paused: true }), state: morning() })).toContain('PAUSED');
});
