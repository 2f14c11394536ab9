// Real processes with an instrumented hook, and each way in which they end.
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FAMILIES, type Family } from '../../src/exports/contract.ts';
import { never } from '../end-to-end/otlp-pushes.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf, outcomesIn, untilCounted } from '../support/metrics-file.ts';
import { startReceiver } from '../support/otlp-receiver.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect, type Ended, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { moduleOf, runModule } from './in-process.ts';

const PRELUDE = `import { instrument } from 'hookmeter';
const options = { hook: 'h', agent: 'claude-code', project: 'p' };
const forever = () => new Promise((resolve) => setTimeout(resolve, 60_000));\n`;

const linesIn = (dir: string): Record<string, unknown>[] =>
  readdirSync(join(dir, 'journal')).flatMap((name) =>
    readFileSync(join(dir, 'journal', name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );

const WAYS: readonly (readonly [what: string, body: string, code: number, recorded: number, outcome: string])[] = [
  ['returns', '() => {}', 0, 0, 'success'],
  ['throws', '() => { throw new Error("x"); }', 1, 1, 'failed'],
  ['is rejected, and nobody handles it', 'async () => { throw new Error("x"); }', 1, 1, 'failed'],
  ['calls process.exit()', '() => process.exit()', 0, 0, 'success'],
  ['calls process.exit(2)', '() => process.exit(2)', 2, 2, 'blocked'],
  ['calls process.exit(3) later', 'async () => { await null; process.exit(3); }', 3, 3, 'failed'],
  ['calls process.exit(-1)', '() => process.exit(-1)', 255, 255, 'failed'],
  ['sets process.exitCode', '() => { process.exitCode = 2; }', 2, 2, 'blocked'],
  ['sets process.exitCode as text', '() => { process.exitCode = "4"; }', 4, 4, 'failed'],
  ['sets process.exitCode and goes on', 'async () => { process.exitCode = 5; await null; }', 5, 5, 'failed'],
  [
    'is open when something else throws',
    'async () => { setTimeout(() => { throw new Error("x"); }); await forever(); }',
    1,
    1,
    'failed',
  ],
  [
    'is open when something else is rejected',
    'async () => { Promise.reject(new Error("x")); await forever(); }',
    1,
    1,
    'failed',
  ],
  ['is never settled', '() => new Promise(() => {})', 0, 0, 'success'],
  ['exits inside of another run', '() => instrument(() => process.exit(2), options)()', 2, 2, 'blocked'],
];

describe('a hook in a process', () => {
  test('ends in each of these ways as a bare one does, and is counted by its end', async () => {
    const dir = temporaryFolder();
    const seen = ({ code, signal, stdout }: Ended) => ({ code, signal, stdout });
    for (const [what, body, code] of WAYS) {
      const named = `${PRELUDE}options.hook = ${JSON.stringify(what)};`;
      const bare = body.replace('instrument(() => process.exit(2), options)', '(() => process.exit(2))');
      const [without, ours] = await Promise.all([
        runModule(`${named}(${bare})()`, {}),
        runModule(`${named}instrument(${body}, options)();`, { HOOKMETER_DIR: dir }),
      ]);
      expect({ what, ...seen(ours) }).toEqual({ what, ...seen(without) });
      expect({ what, code: ours.code }).toEqual({ what, code });
    }
    const ends = linesIn(dir).filter(({ kind }) => kind === 'end');
    const codesOf = (what: string) => ends.filter(({ hook }) => hook === what).map(({ code }) => code);
    expect(WAYS.map(([what]) => [what, ...new Set(codesOf(what))])).toEqual(
      WAYS.map(([what, , , recorded]) => [what, recorded]),
    );
    expect((await hookmeter(dir, ['sync'])).code).toBe(0);
    expect(outcomesIn(metricsFileOf(dir))).toEqual(
      Object.fromEntries(WAYS.map(([what, , , , outcome]) => [what, { [outcome]: codesOf(what).length }])),
    );
  });

  test('that is killed is settled as lost by a sidecar', async () => {
    const dir = temporaryFolder();
    await startSidecar(dir);
    const script = moduleOf(`${PRELUDE}instrument(forever, options)(); console.log('runs');`);
    const child = start(process.execPath, [script], {
      env: cleanEnv({ HOOKMETER_DIR: dir }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const stdout = collect(child.stdout);
    await until('the hook runs', () => stdout() === 'runs\n');
    await until('it is seen as open', () => metricsFileOf(dir).hook_performance['h']?.open_runs === 1);
    child.kill('SIGKILL');
    await untilCounted(dir, 1);
    expect(outcomesIn(metricsFileOf(dir))).toEqual({ h: { lost: 1 } });
  });

  test.each([
    ['HOOKMETER_DIR', (folder: string) => ({ HOOKMETER_DIR: folder }), ''],
    ['XDG_STATE_HOME', (folder: string) => ({ XDG_STATE_HOME: folder }), 'hookmeter'],
    ['HOME', (folder: string) => ({ HOME: folder, XDG_STATE_HOME: 'relative' }), '.local/state/hookmeter'],
  ])('writes where the shim writes: %s', async (_name, env, below) => {
    const folder = temporaryFolder();
    await runModule(`${PRELUDE}instrument(() => {}, options)();`, env(folder));
    await run(SHIM, ['--hook', 'h', '--agent', 'claude-code', '--project', 'p', '--', 'true'], { env: env(folder) });
    const lines = linesIn(join(folder, below));
    expect(lines.map(({ kind, hook, agent, project, host }) => ({ kind, hook, agent, project, host }))).toEqual(
      ['start', 'end', 'start', 'end'].map((kind) => ({
        kind,
        hook: 'h',
        agent: 'claude-code',
        project: 'p',
        host: kind === 'start' ? lines[0]?.['host'] : undefined,
      })),
    );
  });

  test.each([
    {},
    { CLAUDECODE: '1' },
    { CLAUDE_PID: '7' },
    { CLAUDECODE: '1', GIT_INDEX_FILE: 'x' },
    { GEMINI_CLI: '1', CLAUDE_PROJECT_DIR: '/x/y' },
    { CODEX_SANDBOX: '' },
    { CURSOR_VERSION: '3' },
    { COPILOT_X: 'x' },
    { GITHUB_ACTIONS: 'true' },
    { GITLAB_CI: '1' },
    { CI: '' },
    { CURSOR_PROJECT_DIR: '/srv/web//' },
    { GEMINI_PROJECT_DIR: '/' },
  ])('tells agent and project as the shim does from %j', async (env) => {
    const dir = temporaryFolder();
    const all = { ...env, HOOKMETER_DIR: dir };
    await runModule(`${PRELUDE}process.chdir('${temporaryFolder()}'); instrument(() => {}, { hook: 'h' })();`, all);
    const cwd = temporaryFolder();
    await run(SHIM, ['--hook', 'h', '--', 'true'], { cwd, env: all });
    const [first, , second] = linesIn(dir);
    expect(first?.['agent']).toBe(second?.['agent']);
    if (Object.keys(env).some((name) => name.endsWith('PROJECT_DIR')))
      expect(first?.['project']).toBe(second?.['project']);
  });

  test('finds the git root', async () => {
    const [dir, root] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(root, '.git'), 'gitdir: elsewhere\n');
    const script = `import { mkdirSync } from 'node:fs'; mkdirSync('${root}/a/b', { recursive: true }); process.chdir('${root}/a/b');`;
    await runModule(`${PRELUDE}${script} instrument(() => {}, { hook: 'h' })();`, { HOOKMETER_DIR: dir });
    await run(SHIM, ['--hook', 'h', '--', 'true'], { cwd: join(root, 'a', 'b'), env: { HOOKMETER_DIR: dir } });
    const [first, , second] = linesIn(dir);
    expect([first?.['project'], second?.['project']]).toEqual([root.split('/').at(-1), root.split('/').at(-1)]);
  });
});

/** The pieces of code on the page, in order. */
function examples(): readonly string[] {
  const page = readFileSync(fileURLToPath(new URL('../../docs/in-process.md', import.meta.url)), 'utf8');
  return [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
}

describe('with OpenTelemetry', () => {
  test('the example of the page counts on a Prometheus page', async () => {
    const [example = ''] = examples();
    const port = await freePort();
    const dir = temporaryFolder();
    const scraped = `
      await guard({ command: 'rm -rf /' }).catch(() => {});
      console.log(await (await fetch('http://127.0.0.1:${port}/metrics')).text());
      process.exit();`;
    const result = await runModule(example.replace('9465', String(port)) + scraped, { HOOKMETER_DIR: dir });
    const labels = 'hook_name="guard",hook_event="PreToolUse",hook_agent="opencode",hook_project="web"';
    const lines = result.stdout.split('\n').map((line) => line.replace(/,otel_scope_\w+="[^"]*"/g, ''));
    expect([result.stderr, lines[0]]).toEqual(['', 'fine']);
    expect(lines).toEqual(
      expect.arrayContaining([
        `hook_executions_total{${labels},hook_outcome="success"} 1`,
        `hook_executions_total{${labels},hook_outcome="failed"} 1`,
        `hook_executions_total{${labels},hook_outcome="lost"} 0`,
        `hook_failures_total{${labels},error_type="1"} 1`,
        `hook_duration_count{${labels}} 2`,
        `hook_duration_bucket{${labels},le="600"} 2`,
        `hook_active{${labels}} 0`,
        `hook_timeout{${labels}} 60`,
      ]),
    );
    expect(linesIn(dir)).toHaveLength(4);
  });

  test('the other example of the page sends one push over OTLP', async () => {
    const [, example = '', ...more] = examples();
    expect(more).toEqual([]);
    const receiver = await startReceiver();
    const dir = temporaryFolder();
    const env = { HOOKMETER_DIR: dir, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'an app' };
    expect(await runModule(example, env)).toMatchObject({ code: 0, stdout: 'formatted a.ts\n', stderr: '' });
    expect(receiver.pushes).toHaveLength(1);
    const [{ points, scope } = never()] = receiver.pushes;
    const counted = points.filter(({ name, value }) => name === 'hook.executions' && value !== 0);
    expect([scope.name, counted.map(({ attributes, value }) => [attributes['hook.outcome'], value])]).toEqual([
      'hookmeter',
      [['success', 1]],
    ]);
    const ours = new Map<string, Family>(Object.values(FAMILIES).map((family) => [family.otel, family]));
    for (const { name, unit, temporality } of points) {
      const family = ours.get(name);
      const isCumulative = family?.kind === 'gauge' ? undefined : 2;
      expect([name, unit, temporality]).toEqual([name, family?.unit, isCumulative]);
    }
    expect(linesIn(dir)).toHaveLength(2);
  });

  test('a registered provider with an OTLP exporter sends the metrics', async () => {
    const bodies: Buffer[] = [];
    const types: unknown[] = [];
    const server = createServer((request, response) => {
      types.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
      request.on('data', (bytes: Buffer) => bodies.push(bytes)).on('end', () => response.end());
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const script = `
      import { metrics } from '@opentelemetry/api';
      import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
      import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
      const hook = instrument(async () => {}, options);
      await hook(); // nobody listens yet
      const exporter = new OTLPMetricExporter({ url: 'http://127.0.0.1:${port}/v1/metrics' });
      const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
      metrics.setGlobalMeterProvider(provider);
      await hook();
      await provider.shutdown();`;
    const result = await runModule(PRELUDE + script, { HOOKMETER_DIR: temporaryFolder() });
    expect([result.code, result.stderr, types]).toEqual([0, '', ['POST /v1/metrics application/x-protobuf']]);
    const body = Buffer.concat(bodies).toString('latin1');
    for (const name of [
      'hook.executions',
      'hook.duration',
      'hook.active',
      'hook.last_execution.timestamp',
      'claude-code',
    ]) {
      expect(body).toContain(name);
    }
  });

  test('@opentelemetry/api is not loaded where nobody uses it', async () => {
    const script = `${PRELUDE}import { createRequire } from 'node:module'; instrument(() => {}, options)();
      console.log(Object.keys(createRequire(import.meta.url).cache).length);`;
    expect(await runModule(script, { HOOKMETER_DIR: temporaryFolder() })).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});
