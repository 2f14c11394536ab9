// The lines for pipes and files.

import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { hookmeter, MAIN, runHook, SHIM } from '../../support/hookmeter.ts';
import { append, DAY_MS, dayOf, endLine, ends, pack, packedPath, plainPath, startLine } from '../../support/journal.ts';
import { cleanEnv, collect, run, start } from '../../support/programs.ts';
import { until } from '../../support/until.ts';

const today = (): string => dayOf(Date.now());

function watching(dir: string, words: readonly string[] = []) {
  const child = start(process.execPath, [MAIN, 'watch', ...words], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const ended = new Promise<readonly [number | null, string | null]>((resolve) =>
    child.once('close', (code, signal) => resolve([code, signal])),
  );
  return {
    stderr: collect(child.stderr),
    lines: (): readonly string[] => stdout().split('\n').slice(0, -1),
    hooks: (): readonly string[] =>
      stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t')[1] ?? ''),
    stop(signal: NodeJS.Signals = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs a hook again and again until it is told: then what comes after it is told too. */
async function isListening(dir: string, { lines }: { lines(): readonly string[] }): Promise<void> {
  await until('it listens', async () => {
    await runHook(dir, 'probe');
    return lines().some((line) => line.includes('probe'));
  });
}

test('a run is a line with its time, hook, event, outcome and duration, once it has ended; nothing is written', async () => {
  const dir = temporaryFolder();
  append(dir, today(), ends(5, 'before', Date.now() - 60_000));
  const files = (): readonly string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  const before = files();
  const watch = watching(dir);
  await isListening(dir, watch);
  await runHook(dir, 'guard', 'exit 2', { env: { CLAUDECODE: '1' } });
  await runHook(dir, 'a\tb\u001b[31m', 'exit 1');
  await until('all are told', () => watch.hooks().includes('a\\u0009b\\u001b[31m'));
  expect(watch.hooks().filter((hook) => hook === 'format')).toEqual([]);
  expect(watch.lines().at(-1)).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\ta\\u0009b\\u001b\[31m\t\tfailed\t\d+\.\dms$/,
  );
  expect(await watch.stop()).toEqual([0, null]);
  expect([watch.stderr(), files()]).toEqual(['', before]);
});

test('--since begins with the past, --json tells objects, --hook and --project narrow it', async () => {
  const dir = temporaryFolder();
  const now = Date.now();
  append(
    dir,
    today(),
    ends(3, 'old', now - 7_200_000) + ends(2, 'new', now - 60_000) + ends(1, 'x', now - 60_000, 'lint'),
  );
  const watch = watching(dir, ['--since', '1h', '--json', '--hook', 'f*', '--hook', 'probe', '--project', 'web']);
  const objects = await until(
    'both are told',
    () => watch.lines().length >= 2 && watch.lines().map((line) => JSON.parse(line)),
  );
  expect(objects).toEqual(
    [0, 1].map((i) => ({
      at: new Date(now - 60_000 + i).toISOString(),
      hook: 'format',
      event: 'pre-commit',
      agent: 'git',
      project: 'web',
      outcome: 'success',
      duration_ms: 5,
      code: 0,
      signal: null,
    })),
  );
  expect(await watch.stop('SIGTERM')).toEqual([null, 'SIGTERM']);
});

test('a reader that has had enough ends it, as a success', async () => {
  const dir = temporaryFolder();
  append(dir, today(), ends(50_000, 'r', Date.now() - 60_000));
  const line = `"$0" "$1" watch --since 10m | head -n 3; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run('bash', ['-c', line, process.execPath, MAIN], { env: { HOOKMETER_DIR: dir } });
  expect([stdout.split('\n').length, stdout.endsWith('\n0\n'), stderr]).toEqual([5, true, '']);
});

test('where there is no journal it says so, waits, and makes none', async () => {
  const dir = join(temporaryFolder(), 'state');
  const watch = watching(dir);
  await until('it says what it waits for', () => watch.stderr() !== '');
  expect(watch.stderr()).toBe(
    `hookmeter: there is no journal in ${dir} yet; waiting for the first run (\`hookmeter install\` measures the hooks that you have)\n`,
  );
  expect(existsSync(dir)).toBe(false);
  await runHook(dir, 'first');
  await until('the first run is told', () => watch.hooks()[0] === 'first');
});

test('days: a new one is followed, what is added to an old one is told, and what moves or comes twice is not told again', async () => {
  const dir = temporaryFolder();
  const now = Date.now();
  const old = dayOf(now - 9 * DAY_MS);
  append(
    dir,
    old,
    startLine({ run: 'long', hook: 'long', at: now - 9 * DAY_MS }) + ends(2, 'o', now - 9 * DAY_MS, 'old'),
  );
  pack(dir, dayOf(now - 8 * DAY_MS), ends(2, 'p', now - 8 * DAY_MS, 'packed'));
  append(dir, today(), ends(2, 't', now - 3000, 'today'));
  const watch = watching(dir, ['--since', '1h']);
  await until('today is told', () => watch.hooks().length === 2);

  append(dir, old, endLine({ run: 'long', hook: 'long', at: Date.now() }));
  append(dir, dayOf(now + DAY_MS), endLine({ run: 'new', hook: 'new day', at: Date.now() }));
  append(dir, today(), endLine({ run: 't-0', hook: 'twice', at: Date.now() }));
  append(dir, today(), 'rubbish\n');
  // A file that is put in the place of another is read anew.
  copyFileSync(plainPath(dir, today()), join(dir, 'copy'));
  renameSync(join(dir, 'copy'), plainPath(dir, today()));
  // A seal moves what was read.
  pack(dir, dayOf(now - 7 * DAY_MS), ends(3, 's', now - 7 * DAY_MS, 'sealed'));
  expect(existsSync(packedPath(dir, dayOf(now - 7 * DAY_MS)))).toBe(true);
  append(dir, today(), endLine({ run: 'last', hook: 'last', at: Date.now() }));
  await until('the last is told', () => watch.hooks().includes('last'));
  expect([...watch.hooks()].sort()).toEqual(['last', 'long', 'new day', 'today', 'today']);
});

test('a run that nobody will see end is told as lost', async () => {
  const dir = temporaryFolder();
  const watch = watching(dir);
  await isListening(dir, watch);
  const shim = start(SHIM, ['--hook', 'killed', '-c', 'sleep 600'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    detached: true,
    stdio: 'ignore',
  });
  const starts = async (): Promise<boolean> => {
    const { stdout } = await commandLine(dir, ['status', '--json']);
    return JSON.parse(stdout).open_runs === 1;
  };
  await until('it is under way', starts);
  process.kill(-(shim.pid ?? 0), 'SIGKILL');
  const line = await until('it is told', () => watch.lines().find((each) => each.includes('killed')));
  expect(line).toMatch(/\tkilled\t\tlost\t-$/);
});

test.each<readonly [readonly string[], RegExp]>([
  [['--since', 'soon'], /^hookmeter: --since is "soon"; expected a time like .*\n$/],
  [['--since'], /^hookmeter: option '--since <time>' argument missing \(see --help\)\n$/],
  [['--until', '1h'], /^hookmeter: unknown option '--until'.*\n$/],
  [['format'], /^hookmeter: too many arguments for 'watch'.*\n$/],
  [['--dir', ''], /^hookmeter: --dir is ""; expected a folder\n$/],
])('%j is answered in one line', async (words, line) => {
  const { code, stdout, stderr } = await commandLine(temporaryFolder(), ['watch', ...words]);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(line)]);
});

test('a directory that can be none is answered in one line', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'state'));
  for (const name of ['file', 'file/below']) {
    const { code, stdout, stderr } = await hookmeter(join(folder, name), ['watch']);
    expect([name, code, stdout, stderr]).toEqual([name, 2, '', expect.stringMatching(/^hookmeter: [^\n]+\n$/)]);
  }
});
