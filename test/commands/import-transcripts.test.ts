// `hookmeter import transcripts`, by the real program.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyManifest, writeManifest } from '../../src/hosts/manifest.ts';
import { slowClock } from '../support/clocks.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { DAY_MS, dayOf, noonAgo } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { onTerminal } from '../support/pty.ts';
import { ago, contents, put } from '../support/transcript-folder.ts';
import { attachment, block, cancelled, failure, fileOf, success, user } from '../support/transcript-lines.ts';

const LOWER_BOUND =
  'Hooks that succeeded in silence left no trace: these counts are a lower bound, and so are success rates.\n';

const pastLines = (dir: string): readonly Record<string, unknown>[] =>
  contents(join(dir, 'journal'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const report = async (dir: string) => JSON.parse((await commandLine(dir, ['report', '--json'])).stdout);

const SESSION = fileOf(
  user('please run the tests'),
  success('t1', { durationMs: 100 }, ago(3)),
  success('t2', { durationMs: 300 }, ago(3)),
  attachment({ type: 'hook_additional_context', content: ['x'], hookName: 'PreToolUse:Bash' }, ago(3)),
  failure('t3', 1, { durationMs: 50 }, ago(2)),
  failure('t4', 127, { command: '/opt/gone.sh', durationMs: 2 }, ago(2)),
  block('t5', {}, ago(1)),
  cancelled('t6', { command: 'slow.sh', timedOut: true, durationMs: 5022, timeoutMs: 5000 }, ago(1)),
  cancelled('t7', {}, ago(1)),
  success('t8', { command: 'hookmeter-run --hook guard -- python3 guard.py' }, ago(1)),
  attachment({ type: 'hook_new', command: 'x' }, ago(1)),
  success('t9', {}, ago(400)),
);

test('a session becomes runs in the journal, numbers in metrics.json, rows in the report', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  const bytes = SESSION.length;
  put(join(folder, '-home-me-web', 'one.jsonl'), SESSION);
  expect(await hookmeter(dir, ['import', 'transcripts', folder])).toEqual({
    code: 0,
    signal: null,
    stderr: '',
    stdout: `imported 6 runs of 4 hooks on 3 days from 1 transcript (${(bytes / 1000).toFixed(1)} kB)
not imported:
  1  interrupted before they ended
  1  measured by hookmeter when they ran
  1  older than the journal keeps (retentionDays)
  1  of a kind that this hookmeter does not know
${LOWER_BOUND}`,
  });
  const names = { event: 'PreToolUse', agent: 'claude-code', project: 'web' };
  const line = (hook: string, days: number, rest: Record<string, unknown>) => ({
    v: 1,
    kind: 'past',
    run: expect.stringMatching(/^past-[0-9a-f]{24}$/),
    hook,
    ...names,
    at: noonAgo(days) * 1000,
    ...rest,
  });
  const byTime = [...pastLines(dir)].sort((a, b) => Number(a['at']) - Number(b['at']));
  expect(byTime).toEqual([
    line('guard', 3, { us: 100_000, code: 0 }),
    line('guard', 3, { us: 300_000, code: 0 }),
    line('lint-staged', 2, { us: 50_000, code: 1 }),
    line('gone', 2, { us: 2000, code: 127 }),
    line('guard', 1, { decision: 'block' }),
    line('slow', 1, { us: 5_022_000, timeout: 5 }),
  ]);
  const at = (days: number) => `${new Date(noonAgo(days)).toISOString().slice(0, 19)}+00:00`;
  const { hook_performance: hooks, system_health } = metricsFileOf(dir);
  expect(
    Object.entries(hooks).map(([hook, each]) => [
      hook,
      each.successful_executions,
      each.failed_executions,
      each.average_execution_time,
      each.success_rate,
      each.last_execution,
    ]),
  ).toEqual([
    ['gone', 0, 1, 2, 0, at(2)],
    ['guard', 3, 0, 200, 100, at(1)],
    ['lint-staged', 0, 1, 50, 0, at(2)],
    ['slow', 0, 1, 5022, 0, at(1)],
  ]);
  expect(system_health).toEqual({ total_hook_executions: 6, overall_success_rate: 50, monitoring_active: false });
  const { hooks: rows } = await report(dir);
  expect(rows.find(({ hook }: { hook: string }) => hook === 'guard')).toMatchObject({
    executions: 3,
    imported: 3,
    average_ms: 200,
    p50_ms: 200,
  });
});

test('importing again, after more was written, after a seal, and after the checkpoint is lost, adds only what is new', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  const path = put(join(folder, 'one.jsonl'), SESSION);
  const again = async () => JSON.parse((await commandLine(dir, ['import', 'transcripts', folder, '--json'])).stdout);
  expect(await again()).toMatchObject({ runs: 6, hooks: 4, days: 3, files: 1, dry_run: false, unreadable: [] });
  expect(readdirSync(join(dir, 'journal')).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
  expect(await again()).toMatchObject({ runs: 0, skipped: { already_imported: 6 } });
  writeFileSync(path, SESSION + fileOf(success('t10', {}, ago(3))) + success('t11', {}, ago(2)).slice(0, -30));
  expect(await again()).toMatchObject({ runs: 1, skipped: { already_imported: 6, unfinished: 1 } });
  writeFileSync(path, SESSION + fileOf(success('t10', {}, ago(3)), success('t11', {}, ago(2))));
  put(join(folder, 'resumed', 'two.jsonl'), SESSION.replaceAll('1f900ea9', 'c31f076c'));
  expect(await again()).toMatchObject({ runs: 1, skipped: { already_imported: 13 } });
  const counted = () => metricsFileOf(dir).system_health.total_hook_executions;
  expect(counted()).toBe(8);
  for (const name of ['checkpoint.json', 'checkpoint.previous.json']) rmSync(join(dir, name));
  expect(await again()).toMatchObject({ runs: 0 });
  await commandLine(dir, ['sync']);
  expect(counted()).toBe(8);
});

test('a dry run says the same and writes nothing', async () => {
  const dir = join(temporaryFolder(), 'none');
  const path = put(join(temporaryFolder(), 'one.jsonl'), SESSION + SESSION);
  const { stdout } = await commandLine(dir, ['import', 'transcripts', path, '--dry-run']);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^would import 6 runs of 4 hooks on 3 days from 1 transcript \(\d+ kB\)$/),
    'not imported:',
    '  6  copies: a resumed session begins with the one before',
  ]);
  expect(() => readdirSync(dir)).toThrow('ENOENT');
});

test('imported runs are on no page for machines, whoever holds the directory', async () => {
  const dir = temporaryFolder();
  const path = put(join(temporaryFolder(), 'one.jsonl'), SESSION);
  await runHook(dir, 'measured');
  const sidecar = await startSidecar(dir);
  expect((await commandLine(dir, ['import', 'transcripts', path])).code).toBe(0);
  await untilCounted(dir, 7);
  const page = await scrape(sidecar.url);
  const isOfPast = (line: string) => /hook_name="(guard|gone|lint-staged|slow)"/.test(line);
  expect([executionsOn(page), [...page.samples.keys()].filter(isOfPast)]).toEqual([1, []]);
  expect(Number(page.samples.get('hookmeter_entries'))).toBe(1);
  expect(Number(page.samples.get('hookmeter_lines_total'))).toBe(8);
  const served = JSON.parse(await (await fetch(`${sidecar.url}/api/report`)).text());
  expect(served.hooks.map(({ hook, imported }: { hook: string; imported: number }) => [hook, imported])).toEqual([
    ['gone', 1],
    ['guard', 3],
    ['lint-staged', 1],
    ['measured', 0],
    ['slow', 1],
  ]);
  await sidecar.stop();
  const textfile = join(temporaryFolder(), 'hooks.prom');
  await commandLine(dir, ['push', '--textfile', textfile]);
  expect(readFileSync(textfile, 'utf8').split('\n').filter(isOfPast)).toEqual([]);
});

test('nothing of what was said or done gets into the directory', async () => {
  const dir = temporaryFolder();
  const secret = 'hunter2-hunter2';
  const fields = {
    stdout: secret,
    stderr: secret,
    content: secret,
    command: `API_KEY=${secret} python3 guard.py --token=${secret} ${secret}`,
  };
  const path = put(
    join(temporaryFolder(), 'one.jsonl'),
    fileOf(
      user(secret),
      success('t1', fields, { ...ago(1), sessionId: secret, uuid: secret }),
      failure('t2', 1, fields, ago(3)),
      block('t3', { blockingError: { blockingError: secret, command: `guard.py ${secret}` } }, ago(3)),
      success(secret, { toolUseID: secret }, ago(3)),
    ),
  );
  const { code, stdout, stderr } = await commandLine(dir, ['import', 'transcripts', path]);
  expect([code, metricsFileOf(dir).system_health.total_hook_executions]).toEqual([0, 4]);
  expect(stdout + stderr + contents(dir)).not.toContain(secret);
});

test('the name of a hook is the one that an installation gave it', async () => {
  const dir = temporaryFolder();
  const command = 'python3 "$CLAUDE_PROJECT_DIR"/.claude/hooks/guard.py';
  const hook = { event: 'PreToolUse', host: 'claude-code', scope: 'user', file: 'f', since: 0 } as const;
  writeManifest(join(dir, 'manifest.json'), { ...emptyManifest(), hooks: [{ ...hook, hook: 'our-guard', command }] });
  const path = put(join(temporaryFolder(), 'one.jsonl'), fileOf(success('t', {}, ago(1))));
  await commandLine(dir, ['import', 'transcripts', path]);
  expect(Object.keys(metricsFileOf(dir).hook_performance)).toEqual(['our-guard']);
  expect((await report(dir)).never_ran).toEqual([]); // nobody measured it, but it did run
});

test('the project is that of the folder as far as it is there, else its name', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'repository', '.git'), { recursive: true });
  mkdirSync(join(folder, 'repository', 'packages', 'api'), { recursive: true });
  const path = put(
    join(folder, 'one.jsonl'),
    fileOf(
      success('t1', {}, { ...ago(1), cwd: join(folder, 'repository', 'packages', 'api') }),
      success('t2', {}, { ...ago(1), cwd: join(folder, 'gone', 'deep') }),
      success('t3', {}, { ...ago(1), cwd: '' }),
    ),
  );
  await commandLine(dir, ['import', 'transcripts', path]);
  expect(pastLines(dir).map(({ project }) => project)).toEqual(['repository', 'deep', '']);
});

test('a forgotten hook takes its history with it, until it has a run since', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  put(join(folder, 'one.jsonl'), SESSION);
  await commandLine(dir, ['import', 'transcripts', folder]);
  expect((await commandLine(dir, ['forget', 'guard'])).code).toBe(0);
  const hooks = () => Object.keys(metricsFileOf(dir).hook_performance);
  expect(hooks()).toEqual(['gone', 'lint-staged', 'slow']);
  put(join(folder, 'two.jsonl'), fileOf(success('older', {}, ago(2))));
  await commandLine(dir, ['import', 'transcripts', folder]);
  expect(hooks()).toEqual(['gone', 'lint-staged', 'slow']);
  await runHook(dir, 'guard');
  await commandLine(dir, ['sync']);
  expect([hooks(), metricsFileOf(dir).hook_performance['guard']?.total_executions]).toEqual([
    ['gone', 'guard', 'lint-staged', 'slow'],
    5,
  ]);
});

test('what has left the journal by its size does not come back to count twice', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  put(join(folder, 'one.jsonl'), SESSION);
  const imported = async (env = {}) =>
    JSON.parse((await commandLine(dir, ['import', 'transcripts', folder, '--json'], { env })).stdout);
  expect(await imported({ HOOKMETER_RETENTION_BYTES: '1' })).toMatchObject({ runs: 6 });
  expect(readdirSync(join(dir, 'journal'))).toEqual([`${dayOf(noonAgo(1))}.ndjson`]);
  put(join(folder, 'two.jsonl'), fileOf(success('new', {}, ago(1)), success('old', {}, ago(10))));
  expect(await imported()).toMatchObject({ runs: 1, skipped: { dropped: 5, already_imported: 2 } });
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(7);
});

test('--since leaves out what is older', async () => {
  const path = put(join(temporaryFolder(), 'one.jsonl'), SESSION);
  const since = async (time: string) => {
    const words = ['import', 'transcripts', path, '--dry-run', '--json', '--since', time];
    const { code, stdout, stderr } = await commandLine(temporaryFolder(), words);
    return code === 0 ? JSON.parse(stdout).runs : stderr;
  };
  const today = new Date(noonAgo(2) - DAY_MS / 2).toISOString().slice(0, 10);
  expect([await since('4d'), await since('1w'), await since(today), await since('1h')]).toEqual([6, 6, 4, 0]);
  expect(await since('tomorrow')).toBe(
    'hookmeter: --since is "tomorrow"; expected a time like 30d, 2w, 12h, 30m, 2026-11-01 or 2026-11-01T08:30Z\n',
  );
});

test('without a path it reads what Claude Code keeps, wherever that is', async () => {
  const home = temporaryFolder();
  const env = { HOME: home, CLAUDE_CONFIG_DIR: undefined };
  const words = ['import', 'transcripts', '--dry-run'];
  const without = await commandLine(temporaryFolder(), words, { env });
  expect([without.code, without.stderr]).toEqual([
    2,
    expect.stringMatching(
      /^hookmeter: .*\/\.claude\/projects cannot be read: .*; name the folder where the transcripts are\n$/,
    ),
  ]);
  put(join(home, '.claude/projects/-home-me-web/one.jsonl'), SESSION);
  put(join(home, 'elsewhere/projects/p/one.jsonl'), fileOf(success('t', {}, ago(1))));
  expect((await commandLine(temporaryFolder(), words, { env })).stdout).toContain('would import 6 runs');
  const own = { ...env, CLAUDE_CONFIG_DIR: join(home, 'elsewhere') };
  expect((await commandLine(temporaryFolder(), words, { env: own })).stdout).toContain(
    'would import 1 run of 1 hook on 1 day',
  );
});

test('one bad file is told and left out; a path that cannot be used is a mistake', async () => {
  const dir = temporaryFolder();
  const folder = temporaryFolder();
  put(join(folder, 'good.jsonl'), SESSION);
  put(join(folder, 'a.jsonl'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 10, 34]));
  put(join(folder, 'b.jsonl'), `${SESSION}{"type":"attachment","attachment":{"type":"hook_success"\n`);
  put(join(folder, 'c.txt'), 'not looked at');
  chmodSync(put(join(folder, 'd.jsonl'), SESSION), 0);
  const isRoot = process.getuid?.() === 0;
  const result = await hookmeter(dir, ['import', 'transcripts', folder, '--json']);
  expect(result.code).toBe(0);
  expect(result.stderr.split('\n').filter((line) => !line.includes('d.jsonl'))).toEqual([
    `hookmeter: ${join(folder, 'a.jsonl')} is left out: it is no transcript: a line of one is a JSON object`,
    '',
  ]);
  expect(JSON.parse(result.stdout)).toMatchObject({
    files: 4,
    runs: 6,
    skipped: { not_json: 1, repeated: isRoot ? 12 : 6 },
  });
  const mistake = async (...paths: string[]) => {
    const { code, stderr } = await commandLine(dir, ['import', 'transcripts', ...paths]);
    return [code, stderr.replaceAll(folder, '')];
  };
  expect(await mistake(join(folder, 'gone'))).toEqual([
    2,
    "hookmeter: /gone cannot be read: ENOENT: no such file or directory, stat '/gone'\n",
  ]);
  expect(await mistake(join(folder, 'c.txt'))).toEqual([
    2,
    'hookmeter: /c.txt is left out: it is no transcript: a line of one is a JSON object\n',
  ]);
  mkdirSync(join(folder, 'empty'));
  expect(await mistake(join(folder, 'empty'))).toEqual([2, 'hookmeter: there is no transcript (*.jsonl) in /empty\n']);
  expect(spawnSync('mkfifo', [join(folder, 'pipe.jsonl')]).status).toBe(0);
  expect(await mistake(join(folder, 'pipe.jsonl'))).toEqual([
    2,
    'hookmeter: /pipe.jsonl cannot be read: it is neither a file nor a folder\n',
  ]);
});

test('a terminal is told how far it has come, and is left as it was', async () => {
  const folder = temporaryFolder();
  put(join(folder, 'one.jsonl'), SESSION);
  truncateSync(put(join(folder, 'two.jsonl'), '{'), 20_000_000); // holes are read, and take no room
  const words = ['import', 'transcripts', folder, '--dry-run'];
  const env = { ...slowClock(), TERM: 'dumb' };
  const dir = temporaryFolder();
  const { stdout: text } = await onTerminal(dir, words, { env });
  expect(text).toMatch(/\rreading \d+ % of 20 MB, 1 of 2 files, \d+(\.\d)? .B\/s/);
  expect(text).toMatch(/\r +\rwould import 6 runs/);
  expect(text).not.toContain('\u001b');
  expect((await onTerminal(dir, words, { env, tail: '2>/dev/null' })).stdout.startsWith('would import')).toBe(true);
});
