import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hookmeter, startSidecar } from '../support/hookmeter.ts';
import { type Machine, machine } from '../support/machine.ts';
import { untilCounted } from '../support/metrics-file.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const USER = '~/.claude/settings.json';
const hook = (command: string, timeout: number): unknown => [{ hooks: [{ type: 'command', command, timeout }] }];

const daysOf = ({ state }: Machine): readonly string[] =>
  readdirSync(join(state, 'journal')).map((name) => join(state, 'journal', name));

/** As a host that kills without warning when the time is up: nothing writes an end, so no duration is known. */
async function killedAtTimeout(here: Machine, event: string, times: number): Promise<void> {
  const { command, timeout } = JSON.parse(here.read(USER)).hooks[event][0].hooks[0];
  const children = Array.from({ length: times }, () =>
    start('/bin/sh', ['-c', command], {
      env: cleanEnv({ ...here.env, CLAUDECODE: '1' }),
      cwd: here.project,
      detached: true,
      stdio: 'ignore',
    }),
  );
  const gone = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  await until('all have run for that long', () => {
    const lines = daysOf(here).flatMap((path) => readFileSync(path, 'utf8').trim().split('\n'));
    const starts = lines.map((line) => JSON.parse(line).at);
    return starts.length === times && Date.now() - Math.max(...starts) / 1000 > timeout * 1000;
  });
  await here.hookmeter(['sync']); // the sidecar has looked, and saw them live at their deadline
  for (const { pid } of children) process.kill(-(pid ?? 0), 'SIGKILL');
  await Promise.all(gone);
}

test('doctor tells of a hook that is killed at its timeout every time', async () => {
  const here = machine();
  here.put(USER, JSON.stringify({ hooks: { Stop: hook('sleep 3600', 1) } }));
  await here.hookmeter(['install', '--yes']);
  await startSidecar(here.state, { env: here.env });
  await killedAtTimeout(here, 'Stop', 5);
  await untilCounted(here.state, 5);
  const { stdout } = await here.hookmeter(['doctor']);
  expect(stdout).toMatch(
    /^warn {4}hook {6} sleep \(Stop\): 5 of 5 runs were cut off at its timeout of 1 s – make it faster, or raise its timeout$/m,
  );
});

test('one event of a hook is not judged by the runs of another', async () => {
  const here = machine();
  here.put(USER, JSON.stringify({ hooks: { Stop: hook('sleep 0', 0.35), PreToolUse: hook('sleep 0', 600) } }));
  await here.hookmeter(['install', '--yes']);
  const { hooks } = JSON.parse(here.read(USER));
  await here.shell(hooks.Stop[0].hooks[0].command, { CLAUDECODE: '1' });
  for (let i = 0; i < 5; i++) await here.shell(hooks.PreToolUse[0].hooks[0].command, { CLAUDECODE: '1' });
  tookMs(here, { Stop: 5, PreToolUse: 300 });
  const { findings } = JSON.parse((await hookmeter(here.state, ['doctor', '--json'], { env: here.env })).stdout);
  expect(findings.filter(({ check }: { readonly check: string }) => check === 'hook')).toEqual([
    { check: 'hook', level: 'ok', message: 'every hook that ran could be started, with time to spare' },
  ]);
});

/** Whatever they took on this machine, the runs of these events have taken so long. */
function tookMs(here: Machine, byEvent: Readonly<Record<string, number>>): void {
  for (const path of daysOf(here)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    const told = lines.map((line) => {
      const ms = byEvent[/"event":"(\w+)"/.exec(line)?.[1] ?? ''];
      return ms === undefined ? line : line.replace(/"us":\d+/, `"us":${ms * 1000}`);
    });
    expect(told).not.toEqual(lines);
    writeFileSync(path, told.join('\n'));
  }
}
