// The package as somebody else gets it: packed, installed into an empty folder, run by the names in .bin.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, PACKAGE, SHIM } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { needs } from '../support/needs.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

/** npm as this machine has set it up: registry, proxies, certificates. */
const npmEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^npm_config_|proxy$|_CA_|CERT|NODE_EXTRA/i.test(name)),
);

test('the package works where it is installed: both bins, its exports, its types, and the schema', async () => {
  const folder = temporaryFolder();
  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: PACKAGE,
    env: npmEnv,
  });
  expect(packed.code, packed.stderr).toBe(0);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', join(folder, tarball)];
  const installed = await run('npm', install, { cwd: folder, env: npmEnv });
  expect(installed.code, installed.stderr).toBe(0);

  const bin = (name: string): string => join(folder, 'node_modules', '.bin', name);
  const dir = join(folder, 'state');
  const env = { HOOKMETER_DIR: dir };
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  expect((await run(bin('hookmeter'), ['--version'], { env })).stdout).toBe(`${version}\n`);
  expect((await run(bin('hookmeter-run'), ['--hook', 'a', '-c', 'exit 7'], { env })).code).toBe(7);
  expect((await run(bin('hookmeter'), ['run', '--hook', 'a', '--', 'true'], { env })).code).toBe(0);
  expect(await run(bin('hookmeter'), ['sync'], { env })).toMatchObject({ code: 0, stderr: '' });
  expect(metricsFileOf(dir).hook_performance['a']).toMatchObject({ total_executions: 2, failed_executions: 1 });
  const own = join(dir, 'bin', 'hookmeter-run');
  expect((await run(own, ['--hook', 'a', '--', 'true'], { env })).code).toBe(0);

  const line = (await run('tail', ['-n', '1', join(dir, 'journal', readdirSync(join(dir, 'journal'))[0] ?? '')]))
    .stdout;
  const script = `
    import { parseLine } from 'hookmeter';
    import schema from 'hookmeter/metrics-file.schema.json' with { type: 'json' };
    import manifest from 'hookmeter/package.json' with { type: 'json' };
    const { ok, record } = parseLine(process.argv[2]);
    console.log(JSON.stringify([ok, record.kind, record.identity.hook, schema.$schema, manifest.name]));`;
  writeFileSync(join(folder, 'use.mjs'), script);
  const used = await run(process.execPath, ['--no-warnings', join(folder, 'use.mjs'), line.trim()], { cwd: folder });
  expect([used.stderr, JSON.parse(used.stdout)]).toEqual([
    '',
    [true, 'end', 'a', 'https://json-schema.org/draft/2020-12/schema', 'hookmeter'],
  ]);
  await instrumentsFrom(folder);
}, 300_000);

/** What somebody writes who has installed the package: both kinds of modules, and TypeScript at its strictest. */
async function instrumentsFrom(folder: string): Promise<void> {
  const env = { HOOKMETER_DIR: join(folder, 'own') };
  const use = `console.log(instrument((a, b) => a + b, { hook: 'sum' })(1, 2));\n`;
  writeFileSync(join(folder, 'hook.mjs'), `import { instrument } from 'hookmeter';\n${use}`);
  writeFileSync(join(folder, 'hook.cjs'), `const { instrument } = require('hookmeter');\n${use}`);
  for (const file of ['hook.mjs', 'hook.cjs']) {
    const ended = await run(process.execPath, [join(folder, file)], { cwd: folder, env });
    expect([file, ended]).toEqual([file, { code: 0, signal: null, stdout: '3\n', stderr: '' }]);
  }
  const typed = `
    import { type InstrumentOptions, instrument, type ParsedLine, parseLine } from 'hookmeter';
    const options: InstrumentOptions = { hook: 'guard', event: 'PreToolUse', timeout: 60 };
    const text: string = instrument((a: number, b?: string): string => a + (b ?? ''), options)(1);
    const later: Promise<number> = instrument(async <T,>(x: T): Promise<T> => x, options)(3);
    const line: ParsedLine = parseLine(text);
    // @ts-expect-error an argument of another type
    instrument((a: number) => a, options)('x');
    // @ts-expect-error no name
    instrument(() => {}, {});
    export { later, line };`;
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--types', ''];
  const kinds = [
    ['nodenext', 'hook.mts'],
    ['nodenext', 'hook.cts'],
    ['preserve', 'hook.ts'],
  ] as const;
  for (const [module, file] of kinds) {
    writeFileSync(join(folder, file), typed);
    const compiled = await run(TSC, [...flags, '--target', 'es2022', '--module', module, file], { cwd: folder });
    expect([file, compiled.stdout, compiled.code]).toEqual([file, '', 0]);
  }
}

const TSC = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

test('every supported version of Node runs it', async (context) => {
  const nodes = (process.env['HOOKMETER_TEST_NODES'] ?? '').split(delimiter).filter(Boolean);
  needs(context, 'HOOKMETER_TEST_NODES (paths of Node binaries)', nodes.length > 0);
  for (const node of nodes) {
    const dir = temporaryFolder();
    const env = { HOOKMETER_DIR: dir };
    const { stdout: version } = await run(node, ['--version']);
    console.log(`Node ${version.trim()}`);
    const sidecar = start(node, [MAIN, 'serve', '--port', '0'], {
      env: cleanEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = [collect(sidecar.stdout), collect(sidecar.stderr)];
    const url = await until(`it listens under ${version}${stderr()}`, () => /http:\S+/.exec(stdout())?.[0]);
    await run(SHIM, ['--hook', 'a', '-c', 'exit 7'], { env });
    await run(node, [MAIN, 'run', '--hook', 'a', '--', 'true'], { env });
    await untilCounted(dir, 2);
    expect(executionsOn(await scrape(url))).toBe(2);
    expect(await run(node, [MAIN, 'sync', '--json'], { env })).toMatchObject({ code: 0, stderr: '' });
    const report = await run(node, [MAIN, 'report', '--json'], { env });
    expect([report.stderr, JSON.parse(report.stdout).total_executions]).toEqual(['', 2]);
    const ended = new Promise<number | null>((resolve) => sidecar.once('exit', resolve));
    sidecar.kill('SIGTERM');
    expect(await ended).toBe(0);
  }
}, 180_000);
