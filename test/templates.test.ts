// Each template is run as it stands, with the built command line and the real shim on the PATH.

import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/folders.ts';
import { MAIN, PACKAGE, SHIM, startSidecar } from './support/hookmeter.ts';
import { cleanEnv, type Env, run as runProgram, start } from './support/programs.ts';

const template = (name: string): string => join(PACKAGE, 'docs/templates', name);

let folder: string;
let env: Env;

beforeEach(() => {
  folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(MAIN, join(bin, 'hookmeter'));
  symlinkSync(SHIM, join(bin, 'hookmeter-run'));
  env = { PATH: `${bin}${delimiter}${process.env['PATH']}`, HOOKMETER_DIR: join(folder, 'state') };
});

const run = (command: string, args: readonly string[], more: Env = {}) =>
  runProgram(command, args, { cwd: folder, env: { ...env, ...more } });

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
  it('collect-shell.sh records one run by the shim and one by hand', async () => {
    await run('hookmeter', ['shell']);
    const { code, stderr } = await run('bash', [template('collect-shell.sh')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await run('hookmeter', ['sync']);
    expect(countsOf(join(folder, 'state/metrics.json'))).toEqual({
      backup: { total_executions: 1, failed_executions: 0 },
      'count-lines': { total_executions: 1, failed_executions: 0 },
    });
  });

  it('collect-ci.sh ends as its steps end, and leaves the numbers as an artifact', async () => {
    const { code, stdout } = await run('bash', [template('collect-ci.sh')], { TEST: 'false' });
    expect(code).toBe(1);
    expect(stdout).toContain('🔧 lint: Success: 100.00%');
    expect(countsOf(join(folder, 'hook-metrics.json'))).toEqual({
      lint: { total_executions: 1, failed_executions: 0 },
      test: { total_executions: 1, failed_executions: 1 },
    });
  });

  it('collect-events.mjs runs its handler through the shim for every new file', async () => {
    const watched = join(folder, 'watched');
    mkdirSync(watched);
    const program = start('node', [template('collect-events.mjs'), watched, 'cat'], {
      cwd: folder,
      env: cleanEnv(env),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(program, 'exit');
    const { stdin, stdout } = program;
    if (stdin === null || stdout === null) throw new Error('both are pipes');
    const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('watching');
    for (const name of ['a', 'b']) {
      copyFileSync(template('README.md'), join(folder, name));
      renameSync(join(folder, name), join(watched, name));
    }
    const ended: string[] = [];
    while (ended.length < 2) {
      const { value, done } = await lines.next();
      if (done === true) break;
      if (String(value).startsWith('file-added')) ended.push(String(value));
    }
    stdin.end();
    await exited;
    expect(ended.sort()).toEqual([`file-added ${join(watched, 'a')}: 0`, `file-added ${join(watched, 'b')}: 0`]);
    await run('hookmeter', ['sync']);
    expect(countsOf(join(folder, 'state/metrics.json'))).toEqual({
      'on-new-file': { total_executions: 2, failed_executions: 0 },
    });
  });

  it('report.sh prints a Markdown table with one row per hook', async () => {
    await run('hookmeter-run', ['--hook', 'format', '--', 'true']);
    await run('hookmeter-run', ['--hook', 'lint|all', '--', 'false']);
    const { code, stdout } = await run('bash', [template('report.sh')]);
    expect(code).toBe(0);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((row) => row.replace(/\d+ ms/g, 'N ms'))).toEqual([
      '| hook | runs | success | average | p95 | failures |',
      '| format | 1 | 100 % | N ms | N ms |  |',
      '| lint all | 1 | 0 % | N ms | N ms | 1 failed |',
    ]);
  });

  it('health.sh is critical without a sidecar, then judges the hooks that ran often enough', async () => {
    writeFileSync(join(folder, 'fails'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await run('bash', [template('health.sh')])).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^CRITICAL: no sidecar runs/),
    });
    await startSidecar(join(folder, 'state'));
    await run('hookmeter-run', ['--hook', 'good', '--', 'true']);
    expect(await run('bash', [template('health.sh')])).toMatchObject({
      code: 0,
      stdout: 'OK: 1 executions of 1 hooks, 100 % successful\n',
    });
    await run('hookmeter-run', ['--hook', 'bad', '--', join(folder, 'fails')]);
    expect(await run('bash', [template('health.sh')], { MIN_RUNS: '1' })).toMatchObject({
      code: 2,
      stdout: 'CRITICAL: bad succeeds in 0 % of 1 runs\n',
    });
    expect((await run('bash', [template('health.sh')], { MIN_RUNS: '1', CRITICAL_BELOW: '0' })).code).toBe(1);
  });

  it('the index names every template', () => {
    const index = readFileSync(template('README.md'), 'utf8');
    const linked = [...index.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
    expect(linked.length).toBe(6);
    expect(linked.filter((target) => !existsSync(template(target)))).toEqual([]);
  });
});
