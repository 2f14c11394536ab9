// @ts-check
// What the numbers were made on: without it they say nothing.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg, type as osType, release, totalmem } from 'node:os';
import { inRepository } from './places.mjs';

export function machine() {
  const [cpu] = cpus();
  return {
    cpu: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${osType()} ${release()}`,
    versions: {
      node: process.version,
      bash: firstLine('bash', ['--version']),
      jq: firstLine('jq', ['--version']),
      mtail: firstLine('mtail', ['--version']),
    },
    load: loadavg().map((value) => Math.round(value * 100) / 100),
  };
}

/** The commit that was measured; `+` marks changes that are in no commit. */
export function commit() {
  const hash = git(['rev-parse', '--short=10', 'HEAD']);
  const changed = git(['status', '--porcelain', '--', 'src', 'bench', ':!bench/runs', 'package.json']);
  return hash === '' ? 'unknown' : `${hash}${changed === '' ? '' : '+'}`;
}

/** @param {readonly string[]} args */
function git(args) {
  return existsSync(inRepository('.git')) ? (firstLine('git', ['-C', inRepository('.'), ...args]) ?? '') : '';
}

/**
 * The first line that a program prints; undefined where there is no such program.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0];
  } catch {
    return undefined;
  }
}
