// doctor as people use it: a machine with one thing wrong at a time, and the line that says so.

import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSidecar } from '../support/hookmeter.ts';
import { append, dayOf } from '../support/journal.ts';
import { type Machine, machine } from '../support/machine.ts';
import { installPrometheus, releases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { journal } from '../support/shim.ts';
import { endText } from '../support/shim-lines.ts';
import { until } from '../support/until.ts';

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly fix?: string;
}

const USER = '~/.claude/settings.json';

async function examine(
  here: Machine,
  words: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly findings: readonly Finding[] }> {
  const { code, stdout } = await here.commandLine(['doctor', '--json', ...words]);
  const { ok, findings } = JSON.parse(stdout);
  expect(ok).toBe(code === 0);
  return { code, findings };
}

const settings = (hooks: Readonly<Record<string, unknown>>): string => JSON.stringify({ hooks }, null, 2);
const hook = (command: string, timeout?: number): unknown => [{ hooks: [{ type: 'command', command, timeout }] }];

async function installed(hooks: Readonly<Record<string, unknown>> = { Stop: hook('./stop.sh') }): Promise<Machine> {
  const here = machine();
  here.put(USER, settings(hooks));
  here.put('stop.sh', '#!/bin/sh\nexit 0\n', 0o755);
  await here.commandLine(['install', '--yes']);
  return here;
}

/** As the host would: the command of an event, through a shell. */
async function fire(here: Machine, event: string, times = 1): Promise<void> {
  const { command } = JSON.parse(here.read(USER)).hooks[event][0].hooks[0];
  for (let i = 0; i < times; i++) await here.shell(command, { CLAUDECODE: '1' });
}

describe('a machine on which all is well', () => {
  test('gets one line for each thing that was looked at, and exit code 0', async () => {
    const here = await installed();
    await fire(here, 'Stop');
    const sidecar = await startSidecar(here.state, { env: here.env });
    const { code, stdout, stderr } = await here.hookmeter(['doctor']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(sidecar.url, 'URL')).toBe(
      [
        'ok      directory  ~/.local/state/hookmeter can be written',
        'ok      shim       ~/.local/state/hookmeter/bin/hookmeter-run is current and runs',
        'ok      hosts      Claude Code, ~/.claude/settings.json: 1 hook is measured',
        'ok      sidecar    running, URL',
        'ok      hook       every hook that ran could be started, with time to spare',
        '',
      ].join('\n'),
    );
  });
});

describe('what is wrong is told with what to do', () => {
  test.each<readonly [string, (here: Machine) => Promise<void> | void, Finding]>([
    [
      'the shim is gone',
      (here) => rmSync(join(here.state, 'bin'), { recursive: true }),
      {
        check: 'shim',
        level: 'broken',
        message: '~/.local/state/hookmeter/bin/hookmeter-run is not there: wrapped hooks run unmeasured',
        fix: 'hookmeter install',
      },
    ],
    [
      'the shim is another one',
      (here) => writeFileSync(join(here.state, 'bin/hookmeter-run'), '#!/bin/sh\nexit 0\n'),
      {
        check: 'shim',
        level: 'warn',
        message: '~/.local/state/hookmeter/bin/hookmeter-run is of another version than this command',
        fix: 'hookmeter sync',
      },
    ],
    [
      'the shim cannot be run',
      (here) => chmodSync(join(here.state, 'bin/hookmeter-run'), 0o600),
      {
        check: 'shim',
        level: 'broken',
        message: expect.stringMatching(/hookmeter-run cannot be run: .*EACCES/),
        fix: expect.stringContaining('/bin/bash'),
      },
    ],
    [
      'others can read the directory',
      (here) => chmodSync(here.state, 0o755),
      {
        check: 'directory',
        level: 'warn',
        message: '~/.local/state/hookmeter can be read by others',
        fix: 'chmod 700 ~/.local/state/hookmeter',
      },
    ],
    [
      'the manifest is damaged',
      (here) => writeFileSync(join(here.state, 'manifest.json'), '{"v":1,'),
      {
        check: 'directory',
        level: 'broken',
        message: expect.stringContaining('manifest.json: '),
        fix: 'move the file away and run hookmeter install',
      },
    ],
    [
      'a new hook is not measured',
      (here) =>
        here.put(
          USER,
          here.read(USER).replace('"hooks": {', `"hooks": {"Notification": ${JSON.stringify(hook('./ding.sh'))},`),
        ),
      {
        check: 'hosts',
        level: 'warn',
        message: 'Claude Code, ~/.claude/settings.json: not measured: ./ding.sh',
        fix: 'hookmeter install claude-code',
      },
    ],
    [
      'something wrote the file anew',
      (here) => here.put(USER, settings({ Stop: hook('./stop.sh') })),
      {
        check: 'hosts',
        level: 'warn',
        message: 'Claude Code, ~/.claude/settings.json: no longer wrapped: stop',
        fix: 'hookmeter install claude-code',
      },
    ],
    [
      'the timeout was changed',
      (here) => here.put(USER, here.read(USER).replace('"command":', '"timeout": 5, "command":')),
      {
        check: 'hosts',
        level: 'warn',
        message: 'Claude Code, ~/.claude/settings.json: the timeout has changed since it was wrapped: ./stop.sh',
        fix: 'hookmeter install claude-code',
      },
    ],
    [
      'a file is malformed',
      (here) => here.put(USER, '{"hooks": ['),
      {
        check: 'hosts',
        level: 'broken',
        message: expect.stringMatching(/settings\.json: line 1, column \d+: /),
        fix: expect.any(String),
      },
    ],
    [
      'a hook never ran',
      (here) => {
        const manifest = join(here.state, 'manifest.json');
        writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"since": \d+/, '"since": 1790000000000000'));
      },
      {
        check: 'hook',
        level: 'warn',
        message: 'stop (Stop) has not run since it was wrapped on 2026-09-21',
        fix: expect.stringContaining('matcher'),
      },
    ],
    [
      'a hook had no time to run yet',
      () => {},
      { check: 'hook', level: 'ok', message: 'wrapped within the last hour, and not run yet: stop (Stop)' },
    ],
  ])('%s', async (_, spoil, finding) => {
    const here = await installed();
    await spoil(here);
    const { code, findings } = await examine(here);
    expect(findings).toContainEqual(finding);
    expect(code).toBe(finding.level === 'broken' ? 1 : 0);
  });

  test('a hook that cannot be started is a gate that is open', async () => {
    const here = await installed({ PreToolUse: hook('./no-such-guard.py') });
    await fire(here, 'PreToolUse', 3);
    const { code, findings } = await examine(here);
    expect(findings).toContainEqual({
      check: 'hook',
      level: 'broken',
      message:
        'no-such-guard (PreToolUse) could not be started (exit code 126 or 127) in its last 3 runs: what it guards is open',
      fix: 'check path, execute bit and interpreter of: ./no-such-guard.py',
    });
    expect(code).toBe(1);
  });

  test('a hook that needs nearly all of its time', async () => {
    const here = await installed({ Stop: hook('./stop.sh', 0.2) });
    await fire(here, 'Stop');
    const [{ hook: name, event, agent, project, timeout, at = 0 } = {}] = journal(here.state).lines.filter(
      ({ kind }) => kind === 'end',
    );
    expect(timeout).toBe(0.2);
    const slow = Array.from({ length: 60 }, (_, i) =>
      endText(`slow-${i}`, { hook: name, event, agent, project, timeout, at: at + i, us: 190_000 }),
    );
    append(here.state, dayOf(at / 1000), `${slow.join('\n')}\n`);
    const { findings } = await examine(here);
    expect(findings).toContainEqual({
      check: 'hook',
      level: 'warn',
      message: expect.stringMatching(/^stop \(Stop\): 1 run in 20 takes 0\.19 s or more of its 0\.2 s/),
      fix: 'make it faster, or raise its timeout',
    });
  });

  test('milliseconds where seconds belong', async () => {
    const { findings } = await examine(await installed({ Stop: hook('./stop.sh', 60_000) }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'hosts',
        level: 'warn',
        message: expect.stringMatching(
          /\.\/stop\.sh: its timeout of 60000 is in seconds here, so 16\.7 hours; 60 would be 60 seconds$/,
        ),
      }),
    );
  });

  test('before the first installation', async () => {
    const here = machine();
    const { code, findings } = await examine(here);
    expect([code, findings.map(({ check, level }) => `${check} ${level}`)]).toEqual([
      0,
      ['directory warn', 'shim warn', 'hosts warn', 'sidecar warn'],
    ]);
  });
});

describe('Prometheus', () => {
  test('that does not answer is broken, and a wrong address is refused', async () => {
    const here = await installed();
    const port = await freePort();
    const { code, findings } = await examine(here, ['--prometheus', `http://127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'prometheus',
        level: 'broken',
        message: expect.stringContaining('ECONNREFUSED'),
      }),
    );
    expect(await here.hookmeter(['doctor', '--prometheus', 'localhost'])).toMatchObject({
      code: 2,
      stderr: 'hookmeter: --prometheus is "localhost"; expected an address such as http://127.0.0.1:9090\n',
    });
  });

  test('that scrapes this sidecar is well, and one that scrapes another is not', async (context) => {
    const programs = releases().at(0);
    needs(context, 'prometheus', programs !== undefined);
    if (programs === undefined) return;
    const here = await installed();
    const sidecar = await startSidecar(here.state, { env: here.env });
    const { start } = await installPrometheus(
      programs,
      { sidecar: sidecar.port, alertmanager: await freePort() },
      {
        configuration: [
          ['scrape_interval: 15s', 'scrape_interval: 1s'],
          ['scrape_timeout: 10s', 'scrape_timeout: 1s'],
        ],
      },
    );
    const prometheus = await start();
    await until('the sidecar is scraped', async () => {
      const { findings } = await examine(here, ['--prometheus', prometheus.url]);
      return findings.some(
        ({ check, level, message }) =>
          check === 'prometheus' && level === 'ok' && message.includes(`127.0.0.1:${sidecar.port}`),
      );
    });
    const elsewhere = await installed();
    const other = await startSidecar(elsewhere.state, { env: elsewhere.env });
    const { code, findings } = await examine(elsewhere, ['--prometheus', prometheus.url]);
    expect(code).toBe(1);
    expect(findings).toContainEqual({
      check: 'prometheus',
      level: 'broken',
      message: expect.stringContaining(`hookmeter at 127.0.0.1:${sidecar.port}, not this one`),
      fix: `add 127.0.0.1:${other.port} to scrape_configs (docs/stack.md)`,
    });
  });
});
