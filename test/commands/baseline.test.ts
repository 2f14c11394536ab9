// `hookmeter baseline` and `hookmeter compare`, on real journals.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine } from '../support/journal.ts';
import type { Ended } from '../support/programs.ts';

const NOW = Date.now();
const HOUR = 3_600_000;

/** `count` runs of a hook in the hour that ended that many hours ago: a duration that varies by ±20 %, and some failures. */
function put(dir: string, hook: string, hoursAgo: number, { count = 40, ms = 100, failures = 0, ...rest } = {}): void {
  for (let i = 0; i < count; i++) {
    const at = Math.floor(NOW - hoursAgo * HOUR - (i + 1) * 1000);
    const varied = Math.round(ms * (0.8 + (0.4 * ((i * 17) % count)) / count));
    const line = endLine({
      run: `${hook}-${hoursAgo}-${i}`,
      hook,
      at,
      ms: varied,
      code: i < failures ? 1 : 0,
      ...rest,
    });
    append(dir, dayOf(at), line);
  }
}

const hours = (ago: number): string => new Date(NOW - ago * HOUR).toISOString();

/** `lint` becomes slower, `guard` fails more, `same` does not change, `few` ran twice; the first half is saved as `before`. */
async function changed(): Promise<string> {
  const dir = temporaryFolder();
  for (const hook of ['lint', 'guard', 'same']) put(dir, hook, 4);
  put(dir, 'few', 4, { count: 2 });
  put(dir, 'lint', 1, { ms: 150 });
  put(dir, 'guard', 1, { failures: 25 });
  put(dir, 'same', 1);
  put(dir, 'few', 1, { count: 2, ms: 10_000 });
  expect(await commandLine(dir, ['baseline', 'save', 'before', '--until', hours(2)])).toMatchObject({
    code: 0,
    stdout: 'before holds 122 runs of 4 hooks\n',
    stderr: '',
  });
  return dir;
}

const verdictsIn = ({ stdout }: Ended): unknown =>
  JSON.parse(stdout).hooks.map((hook: Record<string, { verdict: string }>) => [
    hook['hook'],
    hook['durations']?.verdict,
    hook['failures']?.verdict,
  ]);

test('compare tells what became of each hook', async () => {
  const dir = await changed();
  const ended = await hookmeter(dir, ['compare', 'before', '--format', 'json']);
  expect([ended.code, ended.stderr, verdictsIn(ended)]).toEqual([
    0,
    '',
    [
      ['few', 'too_few', 'too_few'],
      ['guard', 'same', 'failing_more'],
      ['lint', 'slower', 'failing_same'],
      ['same', 'same', 'failing_same'],
    ],
  ]);
  expect((await hookmeter(dir, ['compare', 'before', '--json'])).stdout).toBe(ended.stdout);
  expect(JSON.parse(ended.stdout).hooks[2].durations.shift_percent).toBeCloseTo(50, -1);
  const { stdout } = await hookmeter(dir, ['compare', 'before']);
  expect(stdout).toMatch(/^1 slower, 1 fails more, 1 same, 1 too few runs\.\n/);
  expect(stdout).not.toContain('\u001b');
});

test.each<readonly [limits: string, code: number, hooks: readonly string[]]>([
  ['slower', 1, ['lint']],
  ['slower:20%', 1, ['lint']],
  ['slower:80%', 0, []],
  ['failures:5%', 1, ['guard']],
  ['failures:90%', 0, []],
  ['slower:20%,failures:5%', 1, ['guard', 'lint']],
])('--fail-on %s ends with %i', async (limits, code, hooks) => {
  const dir = await changed();
  const ended = await hookmeter(dir, ['compare', 'before', '--fail-on', limits, '--format', 'json']);
  const { accepted, regressions } = JSON.parse(ended.stdout);
  expect([ended.code, accepted, regressions.map(({ hook }: { hook: string }) => hook)]).toEqual([
    code,
    code === 0,
    hooks,
  ]);
  for (const format of ['text', 'markdown']) {
    const { code: again, stdout } = await commandLine(dir, [
      'compare',
      'before',
      '--fail-on',
      limits,
      '--format',
      format,
    ]);
    expect([again, /Not accepted/.test(stdout), /Accepted/.test(stdout)]).toEqual([code, code === 1, code === 0]);
  }
});

test('the other way round, slower is faster, and nothing is to be refused', async () => {
  const dir = await changed();
  await commandLine(dir, ['baseline', 'save', 'after', '--since', hours(2)]);
  const ended = await commandLine(dir, [
    'compare',
    'after',
    'before',
    '--format',
    'json',
    '--fail-on',
    'slower,failures',
  ]);
  expect([ended.code, verdictsIn(ended)]).toEqual([
    0,
    [
      ['few', 'too_few', 'too_few'],
      ['guard', 'same', 'failing_less'],
      ['lint', 'faster', 'failing_same'],
      ['same', 'same', 'failing_same'],
    ],
  ]);
});

test('without HEAD, each run that came after the save counts on exactly one side', async () => {
  const dir = temporaryFolder();
  for (let i = 0; i < 3; i++) await runHook(dir, 'format');
  const sidecar = await startSidecar(dir); // may run meanwhile
  await commandLine(dir, ['baseline', 'save', 'now']);
  for (let i = 0; i < 2; i++) await runHook(dir, 'format');
  const { stdout } = await commandLine(dir, ['compare', 'now', '--format', 'json']);
  const { base, head } = JSON.parse(stdout);
  expect([base.runs, head.runs, base.until === head.since]).toEqual([3, 2, true]);
  await sidecar.stop();
});

test('a baseline outlives the days that it was made of', async () => {
  const dir = temporaryFolder();
  put(dir, 'lint', 24 * 9);
  expect((await commandLine(dir, ['baseline', 'save', 'old'])).stdout).toBe('old holds 40 runs of 1 hook\n');
  rmSync(join(dir, 'journal'), { recursive: true });
  const gone = await commandLine(dir, ['compare', 'old']);
  expect([gone.code, gone.stderr]).toEqual([0, '']);
  expect(gone.stdout).toContain('HEAD has no runs: nothing is known about any hook.');
  put(dir, 'lint', -1, { ms: 150 });
  const ended = await commandLine(dir, ['compare', 'old', '--format', 'json']);
  expect(verdictsIn(ended)).toEqual([['lint', 'slower', 'failing_same']]);
  expect(JSON.parse(ended.stdout).hooks[0].base).toMatchObject({ runs: 40, durations: 40, p50_ms: expect.any(Number) });
});

test('nothing since then is said, and is no failure', async () => {
  const dir = temporaryFolder();
  put(dir, 'lint', 1);
  await commandLine(dir, ['baseline', 'save', 'all']);
  const { code, stdout, stderr } = await commandLine(dir, ['compare', 'all', '--fail-on', 'slower,failures']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Nothing to compare\.\n/);
  expect(stdout).toContain('HEAD has no runs: nothing is known about any hook.');
});

test('a hook that a side was not asked about is neither new nor gone', async () => {
  const dir = await changed();
  await commandLine(dir, ['baseline', 'save', 'lint-only', '--until', hours(2), '--hook', 'li*']);
  const names = async (...words: readonly string[]): Promise<unknown> =>
    JSON.parse((await commandLine(dir, ['compare', ...words, '--format', 'json'])).stdout).hooks.map(
      ({ hook, kind }: { hook: string; kind: string }) => `${hook} ${kind}`,
    );
  expect(await names('lint-only')).toEqual(['lint both']);
  expect(await names('before', 'lint-only')).toEqual(['lint both']);
  expect(await names('before', '--hook', '*e*')).toEqual(['few both', 'same both']);
});

test('a baseline is a file that can be kept elsewhere', async () => {
  const dir = await changed();
  const [kept, shown] = [join(dir, 'kept.json'), join(dir, 'shown.json')];
  await commandLine(dir, ['baseline', 'save', 'before', '--until', hours(2), '--output', kept]);
  writeFileSync(shown, (await commandLine(dir, ['baseline', 'show', 'before', '--json'])).stdout);
  expect(readFileSync(shown, 'utf8')).toBe(readFileSync(join(dir, 'baselines', 'before.json'), 'utf8'));
  const elsewhere = temporaryFolder();
  for (const file of [kept, shown]) {
    const ended = await commandLine(elsewhere, ['compare', file, file, '--fail-on', 'slower,failures']);
    expect([ended.code, ended.stderr, ended.stdout.split('\n')[0]]).toEqual([0, '', '3 same, 1 too few runs.']);
  }
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('saving touches nothing but its own folder, which is private', async () => {
  const dir = temporaryFolder();
  put(dir, 'lint', 1);
  await commandLine(dir, ['baseline', 'save', 'main']);
  expect(readdirSync(dir).sort()).toEqual(['baselines', 'journal']);
  expect(readdirSync(join(dir, 'baselines'))).toEqual(['main.json']);
  expect(statSync(join(dir, 'baselines')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'baselines', 'main.json')).mode & 0o777).toBe(0o600);
});

test('saves of the same name at the same time leave one whole file', async () => {
  const dir = temporaryFolder();
  for (let i = 0; i < 30; i++) put(dir, `h${i}`, 1);
  const saves = await Promise.all(
    Array.from({ length: 6 }, (_, i) => hookmeter(dir, ['baseline', 'save', 'main', '--force', '--hook', `h${i}*`])),
  );
  expect(saves.map(({ code, stderr }) => [code, stderr])).toEqual(saves.map(() => [0, '']));
  const { baselines, damaged } = JSON.parse((await commandLine(dir, ['baseline', 'list', '--json'])).stdout);
  expect([baselines.length, damaged, readdirSync(join(dir, 'baselines'))]).toEqual([1, [], ['main.json']]);
  expect(baselines[0].only_hooks).toEqual([expect.stringMatching(/^h[0-5]\*$/)]);
});

describe('damaged baselines', () => {
  async function withDamaged(): Promise<string> {
    const dir = temporaryFolder();
    put(dir, 'lint', 1);
    await commandLine(dir, ['baseline', 'save', 'good']);
    const good = readFileSync(join(dir, 'baselines', 'good.json'), 'utf8');
    writeFileSync(join(dir, 'baselines', 'cut.json'), good.slice(0, 200));
    return dir;
  }

  test('are named by list, which goes on', async () => {
    const dir = await withDamaged();
    const { code, stdout } = await commandLine(dir, ['baseline', 'list']);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(/^good {2}saved \d{4}-\d\d-\d\d \d\d:\d\d UTC, 40 runs of 1 hook$/),
        `cut  cannot be used: ${join(dir, 'baselines', 'cut.json')} is not JSON`,
        '',
      ],
    ]);
  });

  test('are refused in one line that says what to do, and can be taken away', async () => {
    const dir = await withDamaged();
    const line = `hookmeter: ${join(dir, 'baselines', 'cut.json')} is not JSON; save it anew, or take it away with \`hookmeter baseline remove cut\`\n`;
    for (const words of [
      ['compare', 'cut'],
      ['compare', 'good', 'cut'],
      ['baseline', 'show', 'cut'],
    ]) {
      expect(await commandLine(dir, words)).toEqual({ code: 2, signal: null, stdout: '', stderr: line });
    }
    expect((await commandLine(dir, ['baseline', 'remove', 'cut', 'good'])).stdout).toBe('removed cut, good\n');
    expect((await commandLine(dir, ['baseline', 'list'])).stdout).toMatch(/^no baseline has been saved yet/);
  });
});

const FOLDER = temporaryFolder();
const GONE = join(FOLDER, 'gone', 'x.json');

test.each<readonly [readonly string[], string | RegExp]>([
  [['baseline', 'save'], 'nothing says where to; expected a name, or --output FILE'],
  [['baseline', 'save', '../evil'], '"../evil" is a path; expected a name, or --output "../evil"'],
  [['baseline', 'save', 'a b'], /^"a b" is no name for a baseline; expected letters, digits, /],
  [['baseline', 'save', 'a\u001b[31m'], /^"a\\u001b\[31m" is no name for a baseline; /],
  [['baseline', 'save', 'before'], /baselines\/before\.json is there already; nothing was saved: .* --force$/],
  [
    ['baseline', 'save', 'x', '--hook', 'none'],
    /journal holds no run that has ended and is among those asked for; nothing was saved$/,
  ],
  [['baseline', 'save', '--output', ''], '--output is ""; expected a file in a folder that exists'],
  [['baseline', 'save', '--output', GONE], `--output is "${GONE}"; expected a file in a folder that exists`],
  [['baseline', 'save', '--output', FOLDER], `--output is "${FOLDER}"; expected a file in a folder that exists`],
  [['baseline', 'show', 'befor'], 'no baseline is named befor; did you mean "before"?'],
  [['baseline', 'show', 'zzz'], 'no baseline is named zzz; known are "before"'],
  [['baseline', 'show', GONE], `there is no file ${GONE}`],
  [['baseline', 'remove', 'before', 'zzz'], 'no baseline is named zzz; known are "before"; nothing was removed'],
  [['baseline', 'lst'], "unknown command 'lst' (Did you mean list?) (see --help)"],
  [['compare'], "missing required argument 'base' (see --help)"],
  [['compare', 'befroe'], 'no baseline is named befroe; did you mean "before"?'],
  [['compare', 'before', FOLDER], new RegExp(`^${FOLDER} cannot be read: EISDIR`)],
  [
    ['compare', 'before', '--fail-on', 'slower:20'],
    /^--fail-on is "slower:20"; expected slower, slower:20%, failures, failures:5%, or /,
  ],
  [['compare', 'before', '--format', 'xml'], '--format is "xml"; expected text, json, markdown'],
  [
    ['compare', 'before', '--json', '--format', 'markdown'],
    '--json and --format markdown say different things; give one of them',
  ],
  [['compare', 'before', '--fail-on', ''], /^--fail-on is ""; expected slower, /],
  [['compare', 'before', '--project', 'web'], /^--project is "web"; before is of all projects together: save one /],
  [['compare', 'before', '--hook', 'none'], '--hook is "none"; neither side has such a hook'],
  [['compare', 'before', '--hook', 'lnit'], '--hook is "lnit"; neither side has such a hook; did you mean "lint"?'],
  [
    ['compare', 'before', 'before', '--since', '1d'],
    '--since is for runs from the journal; both sides are baselines here',
  ],
])('%j is answered in one line', async (words, line) => {
  const dir = temporaryFolder();
  put(dir, 'lint', 1);
  await commandLine(dir, ['baseline', 'save', 'before']);
  const { code, stdout, stderr } = await commandLine(dir, words);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  const said = stderr.trimEnd().replace(/^hookmeter: /, '');
  if (typeof line === 'string') expect(said).toBe(line);
  else expect(said).toMatch(line);
  expect(existsSync(join(dir, 'baselines', 'before.json'))).toBe(true);
});

test('an empty journal has nothing to save', async () => {
  for (const dir of [temporaryFolder(), join(temporaryFolder(), 'missing')]) {
    const { code, stdout, stderr } = await commandLine(dir, ['baseline', 'save', 'x']);
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      `hookmeter: ${join(dir, 'journal')} holds no run that has ended; nothing was saved\n`,
    ]);
    expect(existsSync(join(dir, 'baselines'))).toBe(false);
  }
});

test('names from outside stay harmless in every format', async () => {
  const dir = temporaryFolder();
  mkdirSync(dir, { recursive: true });
  for (const hook of ['<img src=x>|`@all`', 'a\nb\u001b[31m', '\u202eabc']) put(dir, hook, 1, { count: 2 });
  await commandLine(dir, ['baseline', 'save', 'x']);
  const compared = await commandLine(dir, ['compare', 'x', 'x', '--format', 'markdown']);
  expect(compared.stdout).toContain('| `` <img src=x>\\|`@all` `` |');
  for (const words of [
    ['compare', 'x', 'x'],
    ['baseline', 'show', 'x'],
  ]) {
    const { stdout } = await commandLine(dir, words);
    expect(stdout).toContain('a\\u000ab\\u001b[31m');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});
