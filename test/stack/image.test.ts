// The image, built without an engine and run as the compose file runs it.

import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';
import { composeProgram, readCompose } from './compose.ts';
import { build, context, readDockerfile } from './image.ts';

const stages = readDockerfile();
const last = stages.at(-1)?.steps ?? [];
const restOf = (word: string): string => last.findLast((step) => step.word === word)?.rest ?? '';

describe('the Dockerfile', () => {
  test('builds on one version of Node, wholly pinned, and ends as a user without rights', () => {
    expect(new Set(stages.map(({ base }) => base)).size).toBe(1);
    expect(stages[0]?.base).toMatch(/^node:22\.\d+\.\d+-bookworm-slim$/);
    expect(restOf('USER')).toBe('node');
  });

  test('lets nothing into the build that it does not copy', () => {
    const copied = stages.flatMap(({ steps }) => steps.filter(({ word }) => word === 'COPY').map(({ rest }) => rest));
    const tops = copied
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(/\s+/).slice(0, -1))
      .map((source) => source.split('/')[0]);
    expect(new Set(tops)).toEqual(context());
  });

  test('has no development dependency in the end', () => {
    const [dependencies] = stages.filter(({ name }) => name === 'dependencies');
    expect(dependencies?.steps.find(({ word }) => word === 'RUN')?.rest).toMatch(/^npm ci --omit=dev /);
    expect(last.find(({ rest }) => rest.includes('node_modules'))?.rest).toMatch(/^--from=dependencies /);
  });
});

describe('what it builds', () => {
  beforeEach((context) => needs(context, 'Compose 2', composeProgram() !== undefined));

  test('runs as in the compose file: healthy, reached by its name there, counting what its shim records', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const root = await build(stages, join(folder, 'stages'), npmEnv());
    const state = join(folder, 'state');
    mkdirSync(state, { mode: 0o700 });
    // As root, somebody else is asked to run it, as in the container: nothing of the image is writable for them.
    const user = process.getuid?.() === 0 ? { uid: 12_345, gid: 12_345 } : {};
    if (user.uid !== undefined) chownSync(state, user.uid, user.gid);

    const port = await freePort();
    const service = readCompose().services['hookmeter'];
    const here = (word: string): string => word.replace('/app/', `${root}/app/`).replaceAll('9464', String(port));
    const entrypoint: string[] = JSON.parse(restOf('ENTRYPOINT')).map(here);
    const [program = '', ...words] = [...entrypoint, ...(service?.command ?? []).map(here)];
    expect(words.slice(-6)).toEqual(['serve', '--host', '0.0.0.0', '--port', String(port), '--allow-anonymous']);
    const env = cleanEnv({ ...imageEnv(), HOME: '/', HOOKMETER_DIR: state });
    const healthy = (): number | null => {
      const [, asking = '', ...rest] = (service?.healthcheck?.test ?? []).map(here);
      return spawnSync(asking, rest, { env, ...user }).status;
    };
    expect(healthy()).toBe(1);
    const sidecar = start(program, words, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...user });
    const [stdout, stderr] = [collect(sidecar.stdout), collect(sidecar.stderr)];
    await until('it listens', () => {
      if (sidecar.exitCode !== null) throw new GivenUp(`it ended: ${stderr()}`);
      return stdout().includes('listening on');
    });
    expect(healthy()).toBe(0);

    for (const shim of [join(root, 'app/src/shim/hookmeter-run'), join(state, 'bin/hookmeter-run')]) {
      const own = { env: cleanEnv({ HOOKMETER_DIR: state }), cwd: '/', ...user };
      expect(spawnSync(shim, ['--hook', 'a', '--', 'true'], own).status).toBe(0);
    }
    await untilCounted(state, 2);
    const answers = ['hookmeter:9464', `127.0.0.1:${port}`, 'evil.example.com'].map((host) => statusFor(port, host));
    expect(await Promise.all(answers)).toEqual([200, 200, 421]);

    const ended = new Promise((resolve) => sidecar.once('exit', resolve));
    sidecar.kill('SIGTERM');
    expect(await ended).toBe(0);
  }, 240_000);
});

test('started without a token and without leave, the image says what it needs', async () => {
  const { HOOKMETER_HOST } = imageEnv();
  const env = { HOOKMETER_HOST, HOOKMETER_DIR: temporaryFolder() };
  const main = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
  const { code, stderr } = await run(process.execPath, [main, ...JSON.parse(restOf('CMD'))], { env });
  expect([code, stderr]).toEqual([2, expect.stringContaining('set HOOKMETER_TOKEN or HOOKMETER_BASIC_AUTH')]);
});

const imageEnv = (): Record<string, string> =>
  Object.fromEntries(
    restOf('ENV')
      .split(/\s+/)
      .map((pair) => pair.split('='))
      .map(([name = '', value = '']) => [name, value]),
  );

/** npm as this machine has set it up: registry, proxies, certificates, cache. */
function npmEnv(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => /^npm_config_|proxy$|_CA_|CERT|NODE_EXTRA/i.test(name));
  return { ...Object.fromEntries(own), npm_config_prefer_offline: 'true' };
}

/** The status of /metrics, asked for under that name. */
function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/metrics', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
