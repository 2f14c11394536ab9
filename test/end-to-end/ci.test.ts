// The snippets of docs/ci.md: their shell parts run as the services would run them, with npm replaced by a script.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, SHIM } from '../support/hookmeter.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { needs } from '../support/needs.ts';
import { startReceiver } from '../support/otlp-receiver.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, type Ended, type Env, run, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';

const docs = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');
const [github, gitlab, ...others] = Array.from(docs.matchAll(/```yaml\n(.*?)```/gs), ([, text = '']) => text);

/** A runner: a folder with hookmeter on the PATH, and an npm whose script `fails` does. */
function runner(fails: string): { readonly folder: string; shell(words: readonly string[], env: Env): Promise<Ended> } {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(MAIN, join(bin, 'hookmeter'));
  symlinkSync(SHIM, join(bin, 'hookmeter-run'));
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\ncase "$*" in *${fails}*) exit 1;; esac\n`, { mode: 0o755 });
  const own = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder };
  return {
    folder,
    shell: ([program = '', ...words], env) => run(program, words, { cwd: folder, env: { ...own, ...env } }),
  };
}

test('the page has a snippet for each service', () => {
  expect([github?.includes('runs-on'), gitlab?.includes('after_script'), others]).toEqual([true, true, []]);
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

test.each([
  ['nothing', { lint: [1, 0], test: [1, 0], package: [1, 0] }],
  ['test', { lint: [1, 0], test: [1, 1] }],
  ['sign', { lint: [1, 0], test: [1, 0], package: [1, 1] }],
])('GitHub Actions, where %s fails: steps are timed, and told at the end', async (fails, expected) => {
  const receiver = await startReceiver();
  const values: Readonly<Record<string, string>> = {
    'vars.OTLP_ENDPOINT': receiver.url,
    'secrets.OTLP_HEADERS': 'Authorization=Bearer%20hidden-word',
    'github.ref_name': 'feature/x',
  };
  const filled = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => values[name] ?? `unknown ${name}`);
  const { steps } = (parse(github ?? '') as { jobs: { build: { steps: readonly Step[] } } }).jobs.build;
  const { folder, shell } = runner(fails);
  let failed = false;
  for (const step of steps) {
    if (step.run === undefined || (failed && step.if !== 'always()')) continue;
    const script = join(folder, 'step.sh');
    writeFileSync(script, filled(step.run));
    const words = (step.shell ?? 'bash -e {0}').split(' ').map((word) => word.replace('{0}', script));
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text)]));
    const { code, stderr } = await shell(words, env);
    if (step.if === 'always()') expect([code, stderr]).toEqual([0, '']);
    else if (code !== 0) failed = true;
  }
  expect(failed).toBe(fails !== 'nothing');
  const push = receiver.pushes.at(-1);
  expect([push?.headers.authorization, push?.resource['vcs.ref.head.name']]).toEqual([
    'Bearer hidden-word',
    'feature/x',
  ]);
  const counts: Record<string, [number, number]> = {};
  for (const { name, attributes, value } of push?.points ?? []) {
    if (name !== 'hook.executions') continue;
    const hook = attributes['hook.name'] ?? '';
    const [runs, failures] = counts[hook] ?? [0, 0];
    counts[hook] = [runs + Number(value), failures + (attributes['hook.outcome'] === 'failed' ? Number(value) : 0)];
  }
  expect(counts).toEqual(expected);
});

test('GitLab CI: totals go on from job to job, also after a failure, as one group', async (context) => {
  needs(context, 'prometheus-pushgateway', spawnSync('prometheus-pushgateway', ['--version']).status === 0);
  const { test: job } = parse(gitlab ?? '') as {
    test: Record<'before_script' | 'script' | 'after_script', readonly string[]> & {
      variables: Record<string, string>;
    };
  };
  const port = await freePort();
  const data = join(temporaryFolder(), 'data');
  const flags = [`--web.listen-address=127.0.0.1:${port}`, `--persistence.file=${data}`];
  const gateway = start('prometheus-pushgateway', flags, { env: cleanEnv(), stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('the Pushgateway is ready', async () => {
    if (gateway.exitCode !== null) throw new GivenUp('the Pushgateway ended');
    return (await fetch(`${url}/-/ready`)).ok;
  });
  const { folder, shell } = runner('test');
  expect(job.variables).toEqual({ HOOKMETER_DIR: '$CI_PROJECT_DIR/.hookmeter' });
  const env = {
    HOOKMETER_DIR: join(folder, '.hookmeter'),
    PUSHGATEWAY_URL: url.replace('//', '//ci:hidden-word@'),
    CI_PROJECT_PATH: 'group/my project',
    CI_JOB_NAME: 'test: [1/2]',
  };
  for (let pipeline = 1; pipeline <= 2; pipeline++) {
    const main = [...job.before_script, ...job.script].join('\n');
    expect((await shell(['bash', '-eo', 'pipefail', '-c', main], env)).code).toBe(1);
    const after = await shell(['bash', '-c', job.after_script.join('\n')], env);
    expect([after.code, after.stderr, after.stdout.includes('hidden')]).toEqual([0, '', false]);
  }
  const page = await scrape(url);
  const group = { pipeline: 'group/my project', step: 'test: [1/2]', instance: '' };
  expect([executionsOn(page), executionsOn(page, group), sumOf(page, 'hook_failures_total', group)]).toEqual([4, 4, 2]);
});
