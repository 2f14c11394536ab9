// @ts-check
// Journals to measure with: lines exactly as the shim writes them, the same for the same arguments.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One run's two lines, as src/shim/hookmeter-run writes them.
 * @typedef {{ id: string, hook: number, at: number, us: number, user: string, sys: string, tail: string, timeout: string, decision: string }} Run
 */

/** @param {Run} run */
export const startLine = (run) =>
  `{"v":1,"kind":"start",${identity(run)},"at":${run.at},"pid":4519,"host":"devbox"${run.timeout}}\n`;

/** @param {Run} run */
export const endLine = (run) =>
  `{"v":1,"kind":"end",${identity(run)},"at":${run.at + run.us},"us":${run.us},"user":"${run.user}","sys":"${run.sys}",${run.tail}${run.timeout}${run.decision}}\n`;

/** @param {Run} run */
const identity = ({ id, hook }) =>
  `"run":"${id}","hook":"${hookName(hook)}","event":"${EVENTS[hook % EVENTS.length]}","agent":"claude-code","project":"web-${hook % 7}"`;

/** @param {number} hook */
export const hookName = (hook) => `hook-${hook}`;
const EVENTS = ['PreToolUse', 'PostToolUse', 'Stop'];

/** The file of today: an unsealed day is what a sidecar works on. @param {string} dir */
export function journalFile(dir) {
  mkdirSync(join(dir, 'journal'), { recursive: true, mode: 0o700 });
  return join(dir, 'journal', `${new Date().toISOString().slice(0, 10)}.ndjson`);
}

/**
 * Writes 2 × `runs` lines: each hook in turn, up to four runs open at a time; 94 % succeed, the others fail, are refused, not found,
 * killed or too slow.
 * @param {string} path
 * @param {{ runs: number, hooks: number, seed?: number }} options
 */
export function writeJournal(path, { runs, hooks, seed = 1 }) {
  const fd = openSync(path, 'a', 0o600);
  const make = runMaker(seed, runs);
  /** @type {Run[]} */
  const open = [];
  let text = '';
  for (let i = 0; i < runs; i++) {
    const next = make(i % hooks);
    text += startLine(next);
    open.push(next);
    const over = open.length > 3 ? open.shift() : undefined;
    if (over !== undefined) text += endLine(over);
    if (text.length < 4_000_000) continue;
    writeSync(fd, text);
    text = '';
  }
  writeSync(fd, text + open.map(endLine).join(''));
  closeSync(fd);
}

/**
 * Makes runs between midnight and now, in order.
 * @param {number} seed
 * @param {number} runs how many will be asked for
 * @returns {(hook: number) => Run}
 */
export function runMaker(seed, runs) {
  const random = randomFrom(seed);
  const now = Date.now() * 1000;
  const step = Math.floor((now % 86_400_000_000) / (runs + 1));
  let at = now - step * runs;
  return (hook) => {
    at += step;
    const id = `${at.toString(16)}-${(4000 + (at % 60_000)).toString(16)}-${Math.floor(random() * 2 ** 32).toString(16)}`;
    const timeout = hook % 10 === 0 ? ',"timeout":60' : '';
    const us = Math.floor(1000 * 10 ** (random() * 3.5)); // 1 ms to 3 s
    const user = `0.${String(Math.floor(random() * 1000)).padStart(3, '0')}`;
    const slow = timeout !== '' && random() < 0.002;
    const tail = slow ? '"code":143,"signal":15' : (TAILS.find(([share]) => random() < share)?.[1] ?? '"code":0');
    const decision = tail === '"code":2' ? ',"decision":"block"' : '';
    return { id, hook, at, us: slow ? 60_500_000 : us, user, sys: '0.010', tail, timeout, decision };
  };
}

/** @type {readonly (readonly [share: number, tail: string])[]} */
const TAILS = [
  [0.04, '"code":1'],
  [0.01, '"code":2'],
  [0.005, '"code":127'],
  [0.005, '"code":137,"signal":9'],
];

/** mulberry32: the same numbers everywhere for the same seed. @param {number} seed */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
