// The image, built without an engine and run as the compose file runs it.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';
import { composeProgram, readCompose } from './compose.ts';
import { build, imageEnv, readDockerfile, restOf } from './image.ts';

const stages = readDockerfile();

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
    const entrypoint: string[] = JSON.parse(restOf(stages, 'ENTRYPOINT')).map(here);
    const [program = '', ...words] = [...entrypoint, ...(service?.command ?? []).map(here)];
    expect(words.slice(-6)).toEqual(['serve', '--host', '0.0.0.0', '--port', String(port), '--allow-anonymous']);
    const env = cleanEnv({ ...imageEnv(stages), HOME: '/', HOOKMETER_DIR: state });
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
      expect(await once(start(shim, ['--hook', 'a', '--', 'true'], own), 'exit')).toEqual([0, null]);
    }
    await untilCounted(state, 2);
    const answers = ['hookmeter:9464', `127.0.0.1:${port}`, 'evil.example.com'].map((host) => statusFor(port, host));
    expect(await Promise.all(answers)).toEqual([200, 200, 421]);

    const ended = new Promise((resolve) => sidecar.once('exit', resolve));
    sidecar.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

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
