// @ts-check
// Starting, measuring and stopping other processes. What was started here ends with us.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const living = new Set();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));

/** @typedef {{ env?: NodeJS.ProcessEnv, cwd?: string }} Options */

/**
 * Runs to the end. `ms` is from the spawn to the exit; `peakMiB` the largest resident set and `cpuMs` the processor time of all its
 * threads, as /proc last told them, at most 25 ms before the exit.
 * Rejects when it exits with anything but 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ ms: number, cpuMs: number, stdout: string, peakMiB: number }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = begin(command, args, options);
    const output = collect(child);
    let peakMiB = 0;
    let cpuMs = 0;
    const look = setInterval(() => {
      peakMiB = Math.max(peakMiB, mebibytes(child.pid, 'VmHWM'));
      cpuMs = Math.max(cpuMs, cpuSeconds(child.pid) * 1000);
    }, 25);
    child.once('error', reject);
    child.once('exit', () => clearInterval(look));
    child.once('close', (code) => {
      const ms = performance.now() - began;
      if (code === 0) resolve({ ms, cpuMs, stdout: output.stdout, peakMiB });
      else reject(new Error(`${command} ${args.join(' ')} exited with ${code}: ${output.stderr.slice(-2000)}`));
    });
  });
}

/** @typedef {{ url: string, pid: number, readyMs: number, stop(): Promise<void> }} Server */

/**
 * Resolves when the process has printed `listening on URL`; `readyMs` is from the spawn to then.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<Server>}
 */
export function startServer(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = begin(command, args, options);
    const output = collect(child);
    const gone = new Promise((done) => child.once('exit', done));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${args.join(' ')} exited with ${code}: ${output.stderr.slice(-2000)}`)),
    );
    child.stdout?.on('data', () => {
      const url = /listening on (\S+)/.exec(output.stdout)?.[1];
      if (url === undefined) return;
      const stop = async () => {
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await gone;
        clearTimeout(late);
      };
      resolve({ url, pid: child.pid ?? 0, readyMs: performance.now() - began, stop });
    });
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} options
 */
function begin(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** @param {import('node:child_process').ChildProcess} child */
function collect(child) {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  return output;
}

/**
 * A memory figure of /proc/PID/status (proc(5)); 0 when the process has gone.
 * @param {number | undefined} pid
 * @param {'VmRSS' | 'VmHWM'} field
 */
export function mebibytes(pid, field) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * Processor time that a process has used so far, user and system, in seconds; 0 when it has gone.
 * @param {number | undefined} pid
 */
export function cpuSeconds(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // USER_HZ, time(7)
  } catch {
    return 0;
  }
}
