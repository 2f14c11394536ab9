// Is the process that had this pid at that moment still the one that has it now?

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Micros, micros, SECOND } from './units.ts';

export interface Processes {
  /**
   * When each living process started, by pid; a pid that is missing has no living process (a zombie is dead). Precise to
   * about a second.
   */
  startTimes(pids: readonly number[], now: Micros): ReadonlyMap<number, Micros>;
}

/** Linux tells by /proc; elsewhere one `ps` for all pids. */
export function systemProcesses(): Processes {
  return existsSync('/proc/self/stat') ? { startTimes: fromProc } : { startTimes: fromPs };
}

function fromProc(pids: readonly number[]): ReadonlyMap<number, Micros> {
  const boot = bootTime();
  const found = new Map<number, Micros>();
  for (const pid of pids) {
    const stat = statLine(pid);
    if (stat === undefined) continue;
    // The command's name is in parentheses and may hold anything, parentheses included: proc(5).
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = Number(fields[18]);
    if (state === 'Z' || state === 'X' || !Number.isFinite(startTicks)) continue;
    found.set(pid, micros(boot + startTicks * TICK));
  }
  return found;
}

/** USER_HZ is 100 on every Linux that runs Node: https://man7.org/linux/man-pages/man7/time.7.html */
const TICK = SECOND / 100;

function statLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
}

function bootTime(): Micros {
  const seconds = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
  return micros(Number(seconds ?? 0) * SECOND);
}

function fromPs(pids: readonly number[], now: Micros): ReadonlyMap<number, Micros> {
  return pids.length === 0 ? new Map() : parsePs(psOutput(pids), now);
}

function psOutput(pids: readonly number[]): string {
  try {
    return execFileSync('ps', ['-o', 'pid=,stat=,etime=', '-p', pids.join(',')], { encoding: 'utf8' });
  } catch (error) {
    // ps exits 1 when one of the pids is gone, and prints the others all the same.
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}

/** Lines of `pid stat [[dd-]hh:]mm:ss`, as POSIX describes `etime`. */
export function parsePs(output: string, now: Micros): ReadonlyMap<number, Micros> {
  const found = new Map<number, Micros>();
  for (const line of output.split('\n')) {
    const match = /^\s*(\d+)\s+(\S+)\s+(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s*$/.exec(line);
    if (match === null || match[2]?.startsWith('Z')) continue;
    const [days, hours, minutes, seconds] = match.slice(3).map((part) => Number(part ?? 0));
    const elapsed = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
    found.set(Number(match[1]), micros(now - elapsed * SECOND));
  }
  return found;
}
