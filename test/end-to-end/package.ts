// The package as somebody else gets it: packed, in an empty folder, and what has to work there.

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, PACKAGE, SHIM } from '../support/hookmeter.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';

/** npm as this machine has set it up: registry, proxies, certificates. */
const npmEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^npm_config_|proxy$|_CA_|CERT|NODE_EXTRA/i.test(name)),
);

async function packed(folder: string): Promise<string> {
  const { code, stderr } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: PACKAGE,
    env: npmEnv,
  });
  expect(code, stderr).toBe(0);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  return join(folder, tarball);
}

/** By npm, with the dependencies of the registry. */
export async function installed(): Promise<string> {
  const folder = temporaryFolder();
  const words = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', await packed(folder)];
  const { code, stderr } = await run('npm', words, { cwd: folder, env: npmEnv });
  expect(code, stderr).toBe(0);
  return folder;
}

/** As npm would lay it, but without a registry: beside it are those packages of the checkout that it depends on, and no others. */
export async function unpacked(): Promise<string> {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'hookmeter');
  mkdirSync(own, { recursive: true });
  expect((await run('tar', ['-xzf', await packed(folder), '--strip-components=1', '-C', own])).code).toBe(0);
  for (const path of neededPackages()) link(join(CHECKOUT, path), join(folder, path));
  const { bin } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  for (const [name, path] of Object.entries(bin)) link(join(own, path), join(modules, '.bin', name));
  return folder;
}

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

function neededPackages(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
  };
  const needed = Object.entries(packages).filter(([, { dev, optional }]) => dev !== true && optional !== true);
  return needed.map(([path]) => path).filter((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(relative(dirname(path), target), path);
}

/** Both bins, its exports, its types, and the schema. */
export async function isWhole(folder: string): Promise<void> {
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
}

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

/** The whole program under one version of Node. */
export async function runsUnder(node: string): Promise<void> {
  const dir = temporaryFolder();
  const env = { HOOKMETER_DIR: dir };
  const { stdout: version } = await run(node, ['--version']);
  console.log(`Node ${version.trim()}`);
  const sidecar = start(node, [MAIN, 'serve', '--port', '0'], {
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(sidecar.stdout), collect(sidecar.stderr)];
  const ended = new Promise<number | null>((resolve) => sidecar.once('exit', resolve));
  const url = await until(`it listens under ${version}`, () => {
    if (sidecar.exitCode !== null) throw new GivenUp(`the sidecar ended: ${stderr()}`);
    return /http:\S+/.exec(stdout())?.[0];
  });
  await run(SHIM, ['--hook', 'a', '-c', 'exit 7'], { env });
  await run(node, [MAIN, 'run', '--hook', 'a', '--', 'true'], { env });
  await untilCounted(dir, 2);
  expect(executionsOn(await scrape(url))).toBe(2);
  expect(await run(node, [MAIN, 'sync', '--json'], { env })).toMatchObject({ code: 0, stderr: '' });
  const report = await run(node, [MAIN, 'report', '--json'], { env });
  expect([report.stderr, JSON.parse(report.stdout).total_executions]).toEqual(['', 2]);
  sidecar.kill('SIGTERM');
  expect(await ended).toBe(0);
}
