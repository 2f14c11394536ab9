// Each template is run as it stands, with the built command line and the real shim on the PATH.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const template = (name: string): string => join(root, 'docs/templates', name);

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookmeter-templates-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(root, 'dist/main.js'), join(bin, 'hookmeter'));
  symlinkSync(join(root, 'src/shim/hookmeter-run'), join(bin, 'hookmeter-run'));
  env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, HOOKMETER_DIR: join(folder, 'state') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  spawnSync(command, args, { cwd: folder, env: { ...env, ...more }, encoding: 'utf8' });

interface HookCounts {
  readonly total_executions: number;
  readonly failed_executions: number;
}

function countsOf(file: string): Record<string, HookCounts> {
  const { hook_performance } = JSON.parse(readFileSync(file, 'utf8')) as {
    hook_performance: Record<string, HookCounts>;
  };
  return Object.fromEntries(
    Object.entries(hook_performance).map(([hook, { total_executions, failed_executions }]) => [
      hook,
      { total_executions, failed_executions },
    ]),
  );
}

describe('templates', () => {
  it('collect-shell.sh records one run by the shim and one by hand', () => {
    run('hookmeter', ['shell']);
    const { status, stderr } = run('bash', [template('collect-shell.sh')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    run('hookmeter', ['sync']);
    expect(countsOf(join(folder, 'state/metrics.json'))).toEqual({
      backup: { total_executions: 1, failed_executions: 0 },
      'count-lines': { total_executions: 1, failed_executions: 0 },
    });
  });

  it('collect-ci.sh ends as its steps end, and leaves the numbers as an artifact', () => {
    const { status, stdout } = run('bash', [template('collect-ci.sh')], { TEST: 'false' });
    expect(status).toBe(1);
    expect(stdout).toContain('🔧 lint: Success: 100.00%');
    expect(countsOf(join(folder, 'hook-metrics.json'))).toEqual({
      lint: { total_executions: 1, failed_executions: 0 },
      test: { total_executions: 1, failed_executions: 1 },
    });
  });

  it('collect-events.mjs runs its handler through the shim for every new file', async () => {
    const watched = join(folder, 'watched');
    mkdirSync(watched);
    const program = spawn('node', [template('collect-events.mjs'), watched, 'cat'], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('watching');
    for (const name of ['a', 'b']) {
      copyFileSync(template('README.md'), join(folder, name));
      execFileSync('mv', [join(folder, name), join(watched, name)]);
    }
    const ended: string[] = [];
    while (ended.length < 2) {
      const { value, done } = await lines.next();
      if (done === true) break;
      if (String(value).startsWith('file-added')) ended.push(String(value));
    }
    program.stdin.end();
    await once(program, 'exit');
    expect(ended.sort()).toEqual([`file-added ${join(watched, 'a')}: 0`, `file-added ${join(watched, 'b')}: 0`]);
    run('hookmeter', ['sync']);
    expect(countsOf(join(folder, 'state/metrics.json'))).toEqual({
      'on-new-file': { total_executions: 2, failed_executions: 0 },
    });
  });

  it('report.sh prints a Markdown table with one row per hook', () => {
    run('hookmeter-run', ['--hook', 'format', '--', 'true']);
    run('hookmeter-run', ['--hook', 'lint|all', '--', 'false']);
    const { status, stdout } = run('bash', [template('report.sh')]);
    expect(status).toBe(0);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((row) => row.replace(/\d+ ms/g, 'N ms'))).toEqual([
      '| hook | runs | success | average | p95 | failures |',
      '| format | 1 | 100 % | N ms | N ms |  |',
      '| lint all | 1 | 0 % | N ms | N ms | 1 failed |',
    ]);
  });

  it('health.sh is critical without a sidecar, then judges the hooks that ran often enough', async () => {
    writeFileSync(join(folder, 'fails'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(run('bash', [template('health.sh')])).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^CRITICAL: no sidecar runs/),
    });
    const sidecar = spawn('hookmeter', ['serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(createInterface({ input: sidecar.stdout }), 'line');
      run('hookmeter-run', ['--hook', 'good', '--', 'true']);
      expect(run('bash', [template('health.sh')])).toMatchObject({
        status: 0,
        stdout: 'OK: 1 executions of 1 hooks, 100 % successful\n',
      });
      run('hookmeter-run', ['--hook', 'bad', '--', join(folder, 'fails')]);
      expect(run('bash', [template('health.sh')], { MIN_RUNS: '1' })).toMatchObject({
        status: 2,
        stdout: 'CRITICAL: bad succeeds in 0 % of 1 runs\n',
      });
      expect(run('bash', [template('health.sh')], { MIN_RUNS: '1', CRITICAL_BELOW: '0' }).status).toBe(1);
    } finally {
      sidecar.kill('SIGTERM');
      await once(sidecar, 'exit');
    }
  });

  it('the index names every template', () => {
    const index = readFileSync(template('README.md'), 'utf8');
    const linked = [...index.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
    expect(linked.length).toBe(6);
    expect(linked.filter((target) => !existsSync(join(root, 'docs/templates', target)))).toEqual([]);
  });
});
