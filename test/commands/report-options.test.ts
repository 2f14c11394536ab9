// The report's own options, as people type them: what is chosen, in which format, to where, and what a mistake is told.

import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slowClock } from '../support/clocks.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, startSidecar } from '../support/hookmeter.ts';
import { append, DAY_MS, dayOf, endLine, ends, noonAgo, pack, packedPath } from '../support/journal.ts';
import { onTerminal } from '../support/pty.ts';

const EVIL = '<img src=x onerror=alert(1)>';

const [OLDEST, OLD, LATEST] = [noonAgo(30), noonAgo(5), noonAgo(1)];

/** A sealed day, an older one, and an open one; three hooks in two projects. */
function history(): string {
  const dir = temporaryFolder();
  const inProject = (lines: string, project: string): string =>
    lines.replaceAll('"project":"web"', `"project":"${project}"`);
  pack(dir, dayOf(OLDEST), ends(3, 'old', OLDEST));
  pack(dir, dayOf(OLD), ends(4, 'format', OLD) + inProject(ends(2, 'lint', OLD, 'lint'), 'api'));
  append(dir, dayOf(LATEST), ends(5, 'new', LATEST) + inProject(ends(6, 'typecheck', LATEST, 'typecheck'), 'api'));
  return dir;
}

interface Counted {
  readonly hooks: readonly { readonly hook: string; readonly executions: number }[];
}

async function counts(
  dir: string,
  words: readonly string[],
  ask: typeof hookmeter = commandLine,
): Promise<Readonly<Record<string, number>>> {
  const { code, stdout, stderr } = await ask(dir, ['report', '--format', 'json', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  const { hooks }: Counted = JSON.parse(stdout);
  return Object.fromEntries(hooks.map(({ hook, executions }) => [hook, executions]));
}

/** Every file below it, with its mode, size and time of change. */
const tree = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => {
    const { mode, size, mtimeMs } = lstatSync(join(dir, name));
    return `${name} ${mode} ${size} ${mtimeMs}`;
  });

const CHOICES: readonly (readonly [words: readonly string[], counted: Readonly<Record<string, number>>])[] = [
  [[], { format: 12, lint: 2, typecheck: 6 }],
  [['--since', '7d'], { format: 9, lint: 2, typecheck: 6 }],
  [['--since', dayOf(OLD), '--until', dayOf(OLD + DAY_MS)], { format: 4, lint: 2 }],
  [['--until', '2w'], { format: 3 }],
  [['--hook', 'l*', '--hook', '*check'], { lint: 2, typecheck: 6 }],
  [['--hook', 'l.*'], {}],
  [['--project', 'api'], { lint: 2, typecheck: 6 }],
  [['--project', 'w*', '--since', '2d'], { format: 5 }],
];

describe('the report counts what was chosen, sealed days included, and writes nothing,', () => {
  test.each(CHOICES)('%j from nothing but the journal', async (words, counted) => {
    const dir = history();
    const before = tree(dir);
    expect(await counts(dir, words)).toEqual(counted);
    expect(tree(dir)).toEqual(before);
  });

  test('beside a sidecar, and after one', async () => {
    const dir = history();
    const sidecar = await startSidecar(dir);
    const all = async () => {
      expect(await counts(dir, [], hookmeter)).toEqual(CHOICES[0]?.[1]);
      for (const [words, counted] of CHOICES.slice(1, 4)) expect(await counts(dir, words)).toEqual(counted);
    };
    await all();
    await sidecar.stop();
    const before = tree(dir);
    await all();
    expect(tree(dir)).toEqual(before);
  });
});

const GONE = join(temporaryFolder(), 'gone');

const MISTAKES: readonly (readonly [words: readonly string[], told: string])[] = [
  [
    ['--since', 'yesterday'],
    '--since is "yesterday"; expected a time like 30d, 2w, 12h, 30m, 2026-11-01 or 2026-11-01T08:30Z',
  ],
  [
    ['--until', '2026-02-30'],
    '--until is "2026-02-30"; expected a time like 30d, 2w, 12h, 30m, 2026-11-01 or 2026-11-01T08:30Z',
  ],
  [['--since', '2d', '--until', '3d'], '--since 2d is not before --until 3d; nothing lies between'],
  [['--hook', ''], '--hook is ""; expected a name, in which * stands for any characters'],
  [['--format', 'pdf'], '--format is "pdf"; expected text, json, markdown, html'],
  [['--json', '--format', 'html'], '--json and --format html say different things; give one of them'],
  [['--output', ''], '--output is ""; expected a file'],
  [['--output', '/dev/null'], '--output /dev/null is no regular file; leave --output out to write to stdout'],
  [
    ['--output', join(GONE, 'there.html')],
    `--output ${join(GONE, 'there.html')} cannot be written: there is no folder ${GONE}`,
  ],
  [
    ['--output', '/proc/report.html'],
    '--output /proc/report.html cannot be written: ENOENT: no such file or directory; leave --output out to write to stdout',
  ],
];

test.each(MISTAKES)('%j is told in one line, and nothing else is printed', async (words, told) => {
  const { code, stdout, stderr } = await commandLine(history(), ['report', ...words]);
  expect([code, stdout, stderr]).toEqual([2, '', `hookmeter: ${told}\n`]);
});

test('a name that there is not is answered with what was meant, or with what there is', async () => {
  const dir = history();
  const said = async (...words: readonly string[]) =>
    (await commandLine(dir, ['report', ...words])).stdout.split('\n').slice(3, -1);
  const range = `The journal goes from ${dayOf(OLDEST)} to ${dayOf(LATEST)}.`;
  expect(await said('--hook', 'typechekc')).toEqual([
    'Nothing was found: the journal has no run of "typechekc".',
    range,
    'Did you mean "typecheck"?',
  ]);
  expect(await said('--hook', 'lint', '--project', 'ap')).toEqual([
    'Nothing was found: the journal has no run of "lint" in "ap".',
    range,
    'Did you mean "api"?',
  ]);
  expect((await said('--until', '2020-01-01')).at(-1)).toBe('Known hooks are "format", "lint", "typecheck".');
});

test('a file is written whole, for nobody else to read, without colour, and in place of what was there', async () => {
  const dir = history();
  const file = join(temporaryFolder(), 'report.md');
  writeFileSync(file, 'what was there');
  const { code, stdout } = await hookmeter(dir, ['report', '--format', 'markdown', '--output', file]);
  expect([code, stdout, statSync(file).mode & 0o777, readdirSync(join(file, '..'))]).toEqual([
    0,
    '',
    0o600,
    ['report.md'],
  ]);
  expect(readFileSync(file, 'utf8')).toMatch(/^## Hook performance\n\n\*\*20 runs\*\* of 3 hooks/);
  const link = join(temporaryFolder(), 'link.txt');
  symlinkSync(file, link);
  await commandLine(dir, ['report', '--output', link]);
  expect(readFileSync(link, 'utf8')).toMatch(/^🚀 Hook Performance Report/);
});

test('names with markup in them are text in every format', async () => {
  const dir = temporaryFolder();
  const lines = ends(9, 'evil', LATEST, EVIL) + endLine({ run: 'p', hook: 'a|b`c`@all\n# d', at: LATEST });
  append(dir, dayOf(LATEST), lines);
  const printed = async (format: string) => (await commandLine(dir, ['report', '--format', format])).stdout;
  expect((await printed('html')).match(/<(img|script|link|iframe)\b|https?:|url\(|@import/g)).toBe(null);
  const rows = (await printed('markdown')).split('\n').filter((line) => line.startsWith('| '));
  expect(rows.map((row) => row.split('|').length)).toEqual([11, 11, 11, 11]);
  expect(rows.join()).not.toMatch(/<img|`|@all|\n#/);
  expect(await printed('text')).toContain(`🔧 ${EVIL}: Success`);
});

test('how far a long reading has come is told on a terminal, and gone at the end; a pipe gets none of it', async () => {
  const dir = temporaryFolder();
  const at = LATEST;
  append(dir, dayOf(at), ends(10_000, 'r', at));
  const env = slowClock();
  const { stdout: shown } = await onTerminal(dir, ['report', '--json'], { env, tail: '>/dev/null' });
  expect(shown).toMatch(/\rreading the journal: \d+ % of \d\.\d MB, 0 of 1 files, [\d.]+ [kM]B\/s/);
  expect(shown.split('\r').at(-1)).toBe('');
  const { code, stdout, stderr } = await hookmeter(dir, ['report', '--json'], { env });
  expect([code, JSON.parse(stdout).total_executions, stderr]).toEqual([0, 10_000, '']);
});

test('a history that is too long to keep each run of is counted whole, and told to be thinned', async () => {
  const dir = temporaryFolder();
  const at = LATEST;
  for (let i = 0; i < 60; i++) append(dir, dayOf(at), ends(5000, `r${i}`, at + i, `hook-${i}`));
  const { stdout, stderr } = await hookmeter(dir, ['report', '--json']);
  // Long enough for a thread of its own, and too long to keep each run: 1,024 older ones of each hook.
  const { total_executions: total, journal, hooks } = JSON.parse(stdout);
  expect([total, journal.runs, journal.thinned.runs_kept, hooks.length, stderr]).toEqual([
    300_000,
    300_000,
    161_440,
    60,
    '',
  ]);
});

test('what cannot be read of the journal is told, and the rest is counted', async () => {
  const dir = history();
  const damaged = packedPath(dir, dayOf(OLD + DAY_MS));
  writeFileSync(damaged, 'no gzip');
  mkdirSync(join(dir, 'journal', `${dayOf(OLD + 2 * DAY_MS)}.ndjson`));
  const { code, stdout, stderr } = await commandLine(dir, ['report', '--json']);
  expect([code, JSON.parse(stdout).total_executions]).toEqual([0, 20]);
  expect(stderr).toContain(`a part of ${damaged} cannot be read; the rest is`);
});
