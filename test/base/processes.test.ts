import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePs, systemProcesses } from '../../src/base/processes.ts';
import { micros, microsFromMillis, SECOND } from '../../src/base/units.ts';
import { start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const now = () => microsFromMillis(Date.now());

describe('the processes of this system', () => {
  test('tell when a living one started, and that a killed one is gone', async () => {
    const before = now();
    const child = start('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    const after = now();
    const { pid = 0 } = child;
    const processes = systemProcesses();
    const started = processes.startTimes([pid], now()).get(pid) ?? 0;
    expect(started).toBeGreaterThan(before - PRECISION);
    expect(started).toBeLessThan(after + PRECISION);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([...processes.startTimes([pid], now())]).toEqual([]);
  });

  test('tell the same start at every look', async () => {
    const processes = systemProcesses();
    const before = now();
    const [first, second] = [1, 2].map(() => processes.startTimes([process.pid], now()).get(process.pid));
    // Where `ps` tells an age, it is taken off the moment of the question.
    expect(Math.abs((first ?? 0) - (second ?? 1e18))).toBeLessThan(PRECISION + now() - before);
  });

  test('give only those that live, of all that were asked for', () => {
    const found = systemProcesses().startTimes([process.pid, 2 ** 30, process.ppid, 0], now());
    expect([...found.keys()].sort()).toEqual([process.pid, process.ppid].sort());
    expect([...systemProcesses().startTimes([], now())]).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('count a zombie as gone', async () => {
    // The parent becomes a program that never waits for the child that it has; only then the child may end.
    const parent = start('bash', ['-c', 'cat <&0 & echo $!; exec sleep 3600'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const pid = Number(await firstLine(parent));
    await until('the parent has become the other program', () => nameOf(parent.pid) === 'sleep');
    parent.stdin?.end();
    await until('the child is a zombie', () => stateOf(pid) === 'Z');
    expect([...systemProcesses().startTimes([pid], now())]).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('are told apart from their names, which may hold anything', async () => {
    const child = start('bash', ['-c', 'printf ") Z 1 (" >/proc/$$/comm; echo; read -r'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await firstLine(child);
    const { pid = 0 } = child;
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe(') Z 1 (\n');
    expect([...systemProcesses().startTimes([pid], now()).keys()]).toEqual([pid]);
  });
});

/** Of what the system tells: the boot in whole seconds. */
const PRECISION = 2 * SECOND;

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('it has no stdout');
  const [line] = await once(stdout, 'data');
  return String(line);
}

const nameOf = (pid: number | undefined): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();

function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /, '')[0] ?? '';
}

describe('what ps says', () => {
  const NOW = micros(1_795_328_330_000_000);
  test.each<[string, string, readonly (readonly [number, number])[]]>([
    ['minutes and seconds', '  4519 S    02:05', [[4519, 125]]],
    ['hours', '4519 Ss+ 01:02:05', [[4519, 3725]]],
    ['days', '4519 R 3-01:02:05', [[4519, 262_925]]],
    [
      'several processes',
      '1 Ss 10-00:00:00\n 22 S+ 00:00\n',
      [
        [1, 864_000],
        [22, 0],
      ],
    ],
    ['a zombie', '7 Z 00:01\n8 Z+ 00:01\n9 S 00:01', [[9, 1]]],
    ['nothing', '', []],
    ['something else', 'error: no such option\n12 S\nPID STAT ELAPSED\n', []],
  ])('is understood: %s', (_what, output, ages) => {
    const expected = ages.map(([pid, age]) => [pid, NOW - age * SECOND]);
    expect([...parsePs(output, NOW)]).toEqual(expected);
  });
});
