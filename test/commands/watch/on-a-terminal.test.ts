// The live view on a real terminal, with runs of the real shim.

import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutColours } from '../../../src/views/watch/spans.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { MAIN, runHook, SHIM, startSidecar } from '../../support/hookmeter.ts';
import { append, DAY_MS, dayOf, endLine, ends, plainPath, startLine } from '../../support/journal.ts';
import { cleanEnv, start } from '../../support/programs.ts';
import { until } from '../../support/until.ts';
import { needsTerminal, type WatchTerminal, watchTerminal } from './terminal.ts';

const today = (): string => dayOf(Date.now());

/** The terminal is on its own screen again, with cursor and wrapping. */
const isBack = ({ modes }: WatchTerminal): boolean => !modes().has(1049) && modes().has(25) && modes().has(7);

test('it waits where there is nothing yet, shows runs soon after they end, and leaves no trace', async (context) => {
  needsTerminal(context);
  const dir = join(temporaryFolder(), 'state');
  const terminal = watchTerminal(dir);
  await terminal.shows(/waiting for the first run/);
  await terminal.shows(/hookmeter install/);
  expect(terminal.modes().has(1049) && !terminal.modes().has(25)).toBe(true);
  expect(existsSync(dir)).toBe(false);
  await runHook(dir, 'format', 'exit 3');
  await terminal.shows(/^ {2}\d\d:\d\d:\d\d {2}✗ failed 3 .*s {2}format/);
  for (let i = 0; i < 5; i++) {
    await runHook(dir, `hook-${i}`);
    await terminal.shows(new RegExp(`✓ ok .* hook-${i}( |$)`));
  }
  await terminal.shows(/^today 6 runs {3}83\.33% ok {3}1 failed {3}0 open {3}no sidecar$/);
  terminal.press('q');
  expect(await terminal.ended).toEqual({ code: 0, restored: true });
  expect(isBack(terminal)).toBe(true);
});

// A negative code is the signal that it died of, as whoever sent it expects.
const WAYS_OUT: readonly (readonly [how: string, leave: (terminal: WatchTerminal) => void, code: number])[] = [
  ['q', (terminal) => terminal.press('q'), 0],
  ['Ctrl-C', (terminal) => terminal.press('\u0003'), 0],
  ['SIGINT', (terminal) => terminal.signal(2), 0],
  ['SIGTERM', (terminal) => terminal.signal(15), -15],
  ['SIGHUP', (terminal) => terminal.signal(1), -1],
  ['SIGQUIT', (terminal) => terminal.signal(3), -3],
];

test('after q, Ctrl-C and each signal the terminal is as it was', async (context) => {
  needsTerminal(context);
  const ways = WAYS_OUT.map(([how, leave, code]) => ({ how, leave, code, terminal: watchTerminal(temporaryFolder()) }));
  const ends = ways.map(async ({ how, leave, terminal }) => {
    await terminal.shows(/waiting for the first run/);
    leave(terminal);
    const ended = await terminal.ended;
    return [how, ended, isBack(terminal), terminal.written().endsWith('\u001b[?25h\u001b[?1049l')];
  });
  expect(await Promise.all(ends)).toEqual(ways.map(({ how, code }) => [how, { code, restored: true }, true, true]));
});

test('a terminal that is closed ends it', async (context) => {
  needsTerminal(context);
  const terminal = watchTerminal(temporaryFolder());
  await terminal.shows(/waiting for the first run/);
  terminal.hangUp();
  expect((await terminal.ended).code).toBe(-1);
});

test('an exception that nobody expected gives the terminal back before it is told', async (context) => {
  needsTerminal(context);
  const folder = temporaryFolder();
  const planted = join(folder, 'planted.cjs');
  writeFileSync(planted, "process.on('SIGUSR2', () => { throw new Error('planted'); });");
  const terminal = watchTerminal(folder, { env: { NODE_OPTIONS: `--require ${planted}` } });
  await terminal.shows(/waiting for the first run/);
  terminal.signal(12);
  expect(await terminal.ended).toEqual({ code: 1, restored: true });
  expect(terminal.written().indexOf('Error: planted')).toBeGreaterThan(terminal.written().indexOf('\u001b[?1049l'));
});

test('a journal that cannot be read is one line, on a terminal that is as it was', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  symlinkSync('journal', join(dir, 'journal'));
  const terminal = watchTerminal(dir);
  expect(await terminal.ended).toEqual({ code: 2, restored: true });
  expect(terminal.written()).toContain('hookmeter: ELOOP');
});

test('it follows the size of the terminal down to the least, and up again', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  append(dir, today(), ends(30, 'r', Date.now() - 100));
  const terminal = watchTerminal(dir, { rows: 24, columns: 80 });
  await terminal.shows(/✓ ok {6}/);
  for (const [rows, columns] of [
    [10, 40],
    [50, 160],
    [24, 80],
  ] as const) {
    terminal.resize(rows, columns);
    await until(
      `${columns}x${rows}`,
      () => terminal.lines().length === rows && /^q quit/.test(terminal.lines().at(-1) ?? ''),
    );
    await terminal.shows(/^today 30 runs/);
  }
  terminal.resize(5, 20);
  await terminal.shows(/^20x5 is too small: 4$/);
  terminal.resize(24, 80);
  await terminal.shows(/^q quit/);
});

test('keys filter, mark, sort, pause and explain', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  const at = Date.now() - 1000;
  append(dir, today(), ends(3, 'a', at, 'alpha') + ends(2, 'b', at, 'beta') + ends(1, 'c', at, 'gamma'));
  const terminal = watchTerminal(dir);
  await terminal.shows(/^ {2}alpha +3 /);
  terminal.press('/BET');
  await terminal.shows(/^\/BET▏/);
  terminal.press('\r');
  await terminal.shows(/^only BET /);
  expect(terminal.lines().some((line) => /alpha/.test(line))).toBe(false);
  terminal.press('\u001b');
  await terminal.shows(/^ {2}alpha +3 /);
  terminal.press('j\u001b[B');
  await terminal.shows(/^› beta +2 /);
  terminal.press('s');
  await terminal.shows(/by runs, 3 hooks$/);
  terminal.press('?');
  await terminal.shows(/^KEYS$/);
  terminal.press('x');
  await terminal.shows(/^› beta/);
  terminal.press('p');
  await terminal.shows(/PAUSED/);
  await runHook(dir, 'delta');
  // A frame comes a tenth of a second after the one before at the earliest: by its own clock it had time to look.
  for (let i = 0; i < 4; i++) {
    terminal.press('?');
    await terminal.shows(/^KEYS$/);
    terminal.press('x');
    await terminal.shows(/^› beta/);
  }
  await terminal.shows(/^today 6 runs/);
  expect(terminal.written()).not.toContain('delta');
  terminal.press('p');
  await terminal.shows(/ delta /);
  terminal.press('\u001a'); // there is no shell to go to
  await until('it came back', () => terminal.written().split('\u001b[?1049h').length === 3);
  await terminal.shows(/ delta /);
});

test('Ctrl-Z gives the terminal to the shell, and fg takes it back', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  append(dir, today(), ends(3, 'r', Date.now() - 100));
  const terminal = watchTerminal(dir, {
    program: ['bash', '--norc', '--noprofile', '-i'],
    env: { NODE: process.execPath, MAIN, HISTFILE: undefined },
  });
  const says = (text: string): Promise<boolean> => until(text, () => terminal.written().split(text).length > 1);
  await until('the prompt', () => /[#$] $/.test(terminal.written()));
  terminal.press('"$NODE" "$MAIN" watch\r');
  await terminal.shows(/^today 3 runs/);
  terminal.press('\u001a');
  await says('Stopped');
  expect(isBack(terminal)).toBe(true);
  await runHook(dir, 'format'); // a frame is due at the first moment after fg
  terminal.press('fg\r');
  await until('it is back', () => terminal.modes().has(1049));
  await terminal.shows(/^today 4 runs/);
  terminal.press('q');
  await until('it has left', () => isBack(terminal));
  terminal.press('exit 7\r');
  expect((await terminal.ended).code).toBe(7);
});

test('runs that hang, that are lost, and lines that are none stand out', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  const now = Date.now();
  append(dir, today(), 'not a line\n{"v":9}\n{"v":1,"kind":"end"}\n');
  append(dir, today(), startLine({ run: 'gone', hook: 'gone', at: now - 60_000, pid: 999_999_999, host: hostname() }));
  append(dir, today(), startLine({ run: 'late', hook: 'late', at: now - 60_000, timeout: 30 }));
  const terminal = watchTerminal(dir, { columns: 120 });
  await terminal.shows(/ 3 lines refused /);
  await terminal.shows(/^▲ +\d\S* of 30s .*late .*past its timeout/);
  await terminal.shows(/✗ lost +- {2}gone/);
  const shim = start(SHIM, ['--hook', 'killed', '-c', 'sleep 600'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    detached: true,
  });
  await terminal.shows(/^● +\d\S* .*killed/);
  process.kill(-(shim.pid ?? 0), 'SIGKILL');
  await terminal.shows(/✗ lost +- {2}killed/);
});

test('a long journal is on the screen before it is read, and then wholly', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  for (let i = 0; i < 10; i++) append(dir, today(), ends(20_000, `r${i}`, Date.now() - 60_000));
  const terminal = watchTerminal(dir, { words: ['--since', '1h'] });
  await terminal.shows(/^since \S+ 200,000 runs .* 0 open/);
  const [first = ''] = terminal.written().split('200,000');
  expect(withoutColours(first)).toMatch(/since \S+ +[\d,]+ runs .* reading \d+%/);
  await terminal.shows(/✓ ok .* format/);
});

test('a part of the journal that cannot be read is told as long as that is so; the rest is shown', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  append(dir, today(), ends(2, 'r', Date.now() - 100));
  const at = Date.now() - DAY_MS;
  const yesterday = plainPath(dir, dayOf(at));
  symlinkSync(basename(yesterday), yesterday);
  const terminal = watchTerminal(dir, { columns: 160 });
  await terminal.shows(/^today 2 runs .* a part of \S+\.ndjson cannot be read: ELOOP/);
  rmSync(yesterday);
  append(dir, dayOf(at), endLine({ run: 'y', hook: 'mended', at }));
  await terminal.shows(/^ {2}mended +0 /);
  await until('the trouble is over', () => !terminal.lines()[1]?.includes('cannot be read'));
});

test('whether a sidecar counts is told', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const terminal = watchTerminal(dir);
  await terminal.shows(/sidecar counts/);
  await sidecar.stop();
  await terminal.shows(/no sidecar/);
});

test('a terminal without colours gets none', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  append(dir, today(), endLine({ run: 'r', at: Date.now(), code: 1 }));
  const terminal = watchTerminal(dir, { env: { NO_COLOR: '1' } });
  await terminal.shows(/✗ failed 1/);
  terminal.press('j');
  await terminal.shows(/^› format/);
  expect(withoutColours(terminal.written().replaceAll('\u001b[0m', ''))).toBe(
    terminal.written().replaceAll('\u001b[0m', ''),
  );
});

test.for(['dumb', ''])('a terminal that can only print (TERM=%j) gets lines', async (TERM, context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'journal'));
  const terminal = watchTerminal(dir, { env: { TERM } });
  const shown = until('a line', async () => {
    await runHook(dir, 'format');
    return terminal.written() !== '';
  });
  await shown;
  terminal.press('\u0003');
  expect(await terminal.ended).toEqual({ code: 0, restored: true });
  expect(terminal.written()).toMatch(/^(\S+Z\tformat\t\tsuccess\t[\d.]+ms\r\n)+(\^C)?$/);
});

test('a terminal that knows no UTF-8 gets ASCII', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  append(dir, today(), ends(3, 'a', Date.now() - 1000, 'f\u00fcr'));
  const terminal = watchTerminal(dir, { env: { LC_ALL: 'C', LANG: 'C' } });
  await terminal.shows(/^ {2}\d\d:\d\d:\d\d {2}\+ ok .* f\?r /);
  expect(terminal.written()).not.toMatch(/[^\0-\x7f]/);
  terminal.press('q');
  await terminal.ended;
});

test('only what was asked for is shown, and since when is said', async (context) => {
  needsTerminal(context);
  const dir = temporaryFolder();
  const now = Date.now();
  append(
    dir,
    today(),
    ends(5, 'old', now - 3 * 3_600_000) + ends(2, 'new', now - 60_000) + ends(4, 'x', now - 60_000, 'lint'),
  );
  const terminal = watchTerminal(dir, { words: ['--since', '1h', '--hook', 'for*'] });
  await terminal.shows(/^since \S+ 2 runs {3}/);
  await terminal.shows(/^hookmeter watch {2}hook for\*/);
  expect(terminal.lines().some((line) => /lint/.test(line))).toBe(false);
});
