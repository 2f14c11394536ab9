// What people and their scripts read: report, status, sync, forget, shell, demo.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, ends } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, parsePage, scrape } from '../support/metrics-page.ts';
import { run } from '../support/programs.ts';
import { onTerminal } from '../support/pty.ts';
import { until } from '../support/until.ts';

async function withRuns(): Promise<string> {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  await runHook(dir, 'lint', 'exit 3');
  return dir;
}

/** The report on a terminal of that many columns. */
const shown = async (dir: string, columns: number, env = {}): Promise<string> =>
  (await onTerminal(dir, ['report'], { columns, env })).stdout.replaceAll('\r\n', '\n');

test('the report begins with the spec’s own lines, dated as `date` does', async () => {
  const dir = await withRuns();
  const before = new Date().getFullYear();
  const { code, stdout, stderr } = await hookmeter(dir, ['report'], { env: { LC_ALL: 'C' } });
  const lines = stdout.split('\n');
  expect([code, stderr, lines.slice(1, 5)]).toEqual([
    0,
    '',
    [
      '📊 System Health: Overall Success Rate: 50.00%',
      expect.stringMatching(/^🔧 format: Success: 100\.00%, Avg Time: \d+\.\dms$/),
      expect.stringMatching(/^🔧 lint: Success: 0\.00%, Avg Time: \d+\.\dms$/),
      '',
    ],
  ]);
  expect(lines[0]).toMatch(/^🚀 Hook Performance Report - \w{3} \w{3} +\d+ \d\d:\d\d:\d\d \S+ \d{4}$/);
  const year = Number(lines[0]?.slice(-4));
  expect([before, new Date().getFullYear()]).toContain(year);
});

test('on a terminal the report has colour for those who want it, and is a table where that is wide enough', async () => {
  const dir = await withRuns();
  const [plain, coloured, empty, wide, narrow] = await Promise.all([
    hookmeter(dir, ['report']),
    shown(dir, 120),
    shown(dir, 120, { NO_COLOR: '' }),
    shown(dir, 120, { NO_COLOR: '1' }),
    shown(dir, 40, { NO_COLOR: '1' }),
  ]);
  expect(plain.stdout).not.toContain('\u001b');
  for (const text of [coloured, empty]) expect(text).toContain('\u001b[31mlint');
  for (const text of [wide, narrow]) expect(text).not.toContain('\u001b');
  expect(wide).toMatch(/^HOOK +RUNS +OUTCOMES +P50 +P95 +P99 +TIME +MEDIAN +LAST RUN \(UTC\)$/m);
  expect(narrow).toMatch(/^lint\n {2}runs 1: 1 failed\n {2}p50 \S+ms, p95 \S+ms, p99 \S+ms\n {2}last \S+ \S+ UTC$/m);
});

test('whoever stops reading the report gets no complaint', async () => {
  const dir = temporaryFolder();
  append(
    dir,
    dayOf(Date.now()),
    Array.from({ length: 2000 }, (_, i) => ends(1, `r${i}`, Date.now(), `hook-${i}`)).join(''),
  );
  const line = `"$1" "$2" report | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run('bash', ['-c', line, '-', process.execPath, MAIN], {
    env: { HOOKMETER_DIR: dir },
  });
  expect([stdout.split('\n')[0]?.startsWith('🚀 '), stdout.split('\n')[1], stderr]).toEqual([true, '0', '']);
});

test('the report is the same beside a sidecar, without one, and from nothing but the journal', async () => {
  const dir = await withRuns();
  const report = async () => {
    const { stdout } = await commandLine(dir, ['report', '--json']);
    return { ...JSON.parse(stdout), generated_at: '' };
  };
  const fromJournal = await report();
  expect(existsSync(join(dir, 'checkpoint.json'))).toBe(false);
  const sidecar = await startSidecar(dir);
  const beside = await report();
  const served = { ...JSON.parse(await (await fetch(`${sidecar.url}/api/report`)).text()), generated_at: '' };
  await sidecar.stop();
  expect([beside, served, await report()]).toEqual([fromJournal, fromJournal, fromJournal]);
  expect(
    fromJournal.hooks.map(({ hook, executions }: { hook: string; executions: number }) => [hook, executions]),
  ).toEqual([
    ['format', 1],
    ['lint', 1],
  ]);
});

test('report and status write nothing', async () => {
  const dir = join(temporaryFolder(), 'none');
  expect((await commandLine(dir, ['report'])).code).toBe(0);
  expect((await commandLine(dir, ['status'])).code).toBe(3);
  expect(existsSync(dir)).toBe(false);
});

const journalBytes = (dir: string): number =>
  readdirSync(join(dir, 'journal')).reduce((sum, name) => sum + statSync(join(dir, 'journal', name)).size, 0);

test('status: 3 and what is unread without a sidecar, 0 and where it listens with one', async () => {
  const dir = await withRuns();
  append(dir, dayOf(Date.now()), 'no json\n');
  const bytes = journalBytes(dir);
  expect(await hookmeter(dir, ['status'])).toEqual({
    code: 3,
    signal: null,
    stderr: '',
    stdout: `directory  ${dir}
sidecar    none is running; start one with \`hookmeter serve\`, or count once with \`hookmeter sync\`
unread     ${bytes} bytes
lines      5
open runs  0
rejects    1 not_json
`,
  });
  const sidecar = await startSidecar(dir);
  const { code, stdout } = await commandLine(dir, ['status', '--json']);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      dir,
      sidecar: {
        pid: sidecar.pid,
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        startedAt: expect.stringMatching(/Z$/),
        url: sidecar.url,
        state: 'running',
        lagBytes: 0,
        openRuns: 0,
        lines: 5,
        rejects: { not_json: 1 },
      },
      unread_bytes: 0,
      open_runs: 0,
      lines: 5,
      rejects: { not_json: 1 },
    },
  ]);
});

test('sync says what it did, in words and as JSON', async () => {
  const dir = await withRuns();
  expect((await commandLine(dir, ['sync'])).stdout).toBe('hookmeter has read 4 lines; 0 runs are open\n');
  expect(JSON.parse((await commandLine(dir, ['sync', '--json'])).stdout)).toEqual({
    lines: 4,
    open_runs: 0,
    by: 'sync',
  });
  await startSidecar(dir);
  expect((await commandLine(dir, ['sync'])).stdout).toBe('the running sidecar has read 4 lines; 0 runs are open\n');
});

test.each([true, false])('a forgotten hook is gone everywhere until it runs again (sidecar: %s)', async (beside) => {
  const dir = await withRuns();
  const sidecar = beside ? await startSidecar(dir) : undefined;
  const hooks = async () => ({
    file: Object.keys(metricsFileOf(dir).hook_performance),
    report: JSON.parse((await commandLine(dir, ['report', '--json'])).stdout).hooks.map(
      ({ hook }: { hook: string }) => hook,
    ),
    page:
      sidecar === undefined
        ? []
        : [...(await scrape(sidecar.url)).samples.keys()].filter((line) => line.includes('"lint"')),
  });
  expect(await hookmeter(dir, ['forget', 'lint'])).toEqual({
    code: 0,
    signal: null,
    stdout: 'lint is forgotten; it comes back when it runs again\n',
    stderr: '',
  });
  expect(await hooks()).toEqual({ file: ['format'], report: ['format'], page: [] });
  expect((await commandLine(dir, ['forget', 'lint'])).stderr).toBe(
    'hookmeter: no hook is named "lint"; known are "format"\n',
  );
  await runHook(dir, 'lint');
  await commandLine(dir, ['sync']);
  const back = await hooks();
  expect([back.file, back.report, back.page.length > 0]).toEqual([['format', 'lint'], ['format', 'lint'], beside]);
  expect(metricsFileOf(dir).hook_performance['lint']?.total_executions).toBe(2);
  if (sidecar !== undefined) expect(executionsOn(await scrape(sidecar.url), { hook_name: 'lint' })).toBe(2);
});

test('shell prints the path of a file whose functions record and report', async () => {
  const dir = temporaryFolder();
  const { stdout } = await hookmeter(dir, ['shell']);
  expect(stdout).toBe(`${join(dir, 'hookmeter.sh')}\n`);
  const script = `source "${stdout.trim()}"; record_hook_execution format true 120; record_hook_execution format false 30
    "$1" "$2" sync >/dev/null; generate_report`;
  const sourced = await run('bash', ['-c', script, '-', process.execPath, MAIN], { env: { HOOKMETER_DIR: dir } });
  expect([sourced.code, sourced.stderr, sourced.stdout.split('\n').slice(1, 3)]).toEqual([
    0,
    '',
    ['📊 System Health: Overall Success Rate: 50%', '🔧 format: Success: 50%, Avg Time: 75ms'],
  ]);
  expect(metricsFileOf(dir).hook_performance['format']).toMatchObject({
    total_executions: 2,
    successful_executions: 1,
    average_execution_time: 75,
  });
});

test('demo --once counts what it did, to the run, and leaves nothing behind', async () => {
  const TMPDIR = temporaryFolder();
  const { code, stdout, stderr } = await hookmeter(temporaryFolder(), ['demo', '--once', '--no-history'], {
    env: { TMPDIR },
  });
  expect([code, stderr, readdirSync(TMPDIR)]).toEqual([0, '', []]);
  const parts = [...stdout.matchAll(/^\{\n[\s\S]*?^\}$/gm)].map(([part]) => JSON.parse(part));
  expect(parts).toEqual([
    expect.objectContaining({ total_executions: 9, successful_executions: 8, failed_executions: 1 }),
    { total_hook_executions: 33, overall_success_rate: 96.97, monitoring_active: true },
  ]);
  const page = parsePage(`${/^hook_executions_total.*(?:\nhook_executions_total.*)*/m.exec(stdout)?.[0]}\n`);
  const runs = (hook: string, outcome: string) => executionsOn(page, { hook_name: hook, hook_outcome: outcome });
  expect([
    runs('slow-format', 'success'),
    runs('message-guard', 'success'),
    runs('message-guard', 'blocked'),
    runs('flaky-notify', 'success'),
    runs('flaky-notify', 'failed'),
    executionsOn(page),
  ]).toEqual([12, 9, 3, 8, 1, 33]);
});

interface Verdict {
  readonly verdict: string;
}

test('demo --into invents weeks in which the report finds what is wrong, once', async () => {
  const dir = join(temporaryFolder(), 'weeks');
  const { code, stdout, stderr } = await hookmeter(dir, ['demo', '--into', dir]);
  expect([code, stderr]).toEqual([0, '']);
  const runs = Number(/^\d+/.exec(stdout)?.[0]);
  for (const file of readdirSync(join(dir, 'journal'))) {
    const lines = readFileSync(join(dir, 'journal', file), 'utf8')
      .trimEnd()
      .split('\n');
    const moments = lines.map((line) => JSON.parse(line).at);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b)); // as they are written while hooks run
  }
  const report = await commandLine(dir, ['report']);
  expect(JSON.parse((await commandLine(dir, ['report', '--json'])).stdout).total_executions).toBe(runs);
  expect(report.stdout).toMatch(/^ 1\. secret-scan has failed since /m);
  expect(report.stdout).toMatch(/^ \d\. typecheck takes \d+% longer since /m);
  expect(report.stdout).toMatch(/^ \d\. unit-tests is \d+% of the time/m);
  const { hooks } = JSON.parse((await commandLine(dir, ['compare', 'before', '--format', 'json'])).stdout);
  const verdicts = hooks.map((each: { hook: string; durations: Verdict; failures: Verdict }) => [
    each.hook,
    each.durations.verdict,
    each.failures.verdict,
  ]);
  expect(verdicts).toContainEqual(['typecheck', 'slower', 'failing_same']);
  expect(verdicts).toContainEqual(['secret-scan', 'same', 'failing_more']);
  const again = await commandLine(dir, ['demo', '--into', dir]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/^hookmeter: .* has runs already .*\n$/)]);
});

test('names from outside stay one line each in the report', async () => {
  const dir = temporaryFolder();
  const names = [
    '\u001b[2J\u001b[31mred',
    'two\nlines',
    '\u202egnp.exe',
    '<script>alert(1)</script>',
    `${'long'.repeat(50)}`,
  ];
  for (const name of names) await runHook(dir, name);
  const sidecar = await startSidecar(dir);
  await untilCounted(dir, names.length);
  const { stdout } = await commandLine(dir, ['report']);
  for (const character of '\u001b\u202e') expect(stdout).not.toContain(character);
  expect(stdout.split('\n').filter((line) => line.startsWith('🔧 '))).toHaveLength(names.length);
  const table = stdout.slice(stdout.indexOf('\nHOOK '), stdout.indexOf('\n\nP50 to MEDIAN'));
  expect(table.trim().split('\n')).toHaveLength(1 + names.length);
  const page = await until('all are on the page', async () => {
    const now = await scrape(sidecar.url);
    return executionsOn(now) === names.length && now;
  });
  expect(executionsOn(page, { hook_name: '<script>alert(1)</script>' })).toBe(1);
});

test('the report says what to do first, and nothing about hooks that are forgotten', async () => {
  const dir = temporaryFolder();
  for (let i = 0; i < 3; i++) {
    await runHook(dir, 'guard', 'exec surely-no-such-program');
    await runHook(dir, 'old-guard', 'exec surely-no-such-program');
  }
  await commandLine(dir, ['forget', 'old-guard']);
  const { code, stdout } = await commandLine(dir, ['report']);
  expect([code, stdout.slice(stdout.indexOf('What to do first:'))]).toEqual([
    0,
    expect.stringMatching(
      /^What to do first:\n 1\. guard could not be started 3 times, last on \S+ \S+ UTC: check its path and its interpreter \(confidence: high\)\n$/,
    ),
  ]);
});
