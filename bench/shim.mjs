// @ts-check
// What the shim costs a hook: /bin/true bare, in an empty script, under the shim, the spec's recorder and a Node wrapper.
// A bash loop runs each many times and times itself; what the loop and /bin/true cost is subtracted round by round.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLine } from './lib/machine.mjs';
import { environment, newFolder, peer, SHIM } from './lib/places.mjs';
import { run } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { digits, row, shown } from './lib/row.mjs';
import { differences, median, ratios } from './lib/stats.mjs';

const TRUE = '/bin/true';
const NAMES = ['--hook', 'format', '--event', 'PostToolUse', '--agent', 'claude-code'];

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const folder = newFolder(context.scratch, 'shim');
  mkdirSync(join(folder, 'work'));
  const metrics = join(folder, 'metrics.json');
  writeFileSync(metrics, EMPTY_METRICS);
  const place = { cwd: join(folder, 'work'), env: { ...environment(folder), METRICS_FILE: metrics } };
  const commands = commandsIn(folder);
  const scale = context.quick ? 0.2 : 1;
  const subjects = Object.entries(commands).map(([name, { words, times }]) => ({
    name,
    measure: async () => {
      const { stdout } = await run(peer('loop'), [String(times * scale), ...words], place);
      return Number(stdout) / 1000;
    },
  }));
  await run(SHIM, [...NAMES, '--', TRUE], place); // makes the journal
  const ms = await alternate(subjects, context);
  const calls = Object.fromEntries(
    await Promise.all(
      Object.entries(commands).map(async ([name, { words }]) => [name, await systemCalls(words, folder, place)]),
    ),
  );
  const raw = { ms: Object.fromEntries(subjects.map(({ name }) => [name, ms(name)])), calls };
  return { rows: rowsOf(ms, calls), raw };
}

/**
 * How many times a round runs each.
 * @param {string} folder
 * @returns {Record<string, { words: string[], times: number }>}
 */
const commandsIn = (folder) => ({
  bare: { words: [TRUE], times: 300 },
  empty: { words: [peer('empty')], times: 300 },
  fork: { words: [peer('fork'), TRUE], times: 300 },
  shim: { words: [SHIM, ...NAMES, '--', TRUE], times: 300 },
  'shim --timeout': { words: [SHIM, ...NAMES, '--timeout', '60', '--', TRUE], times: 300 },
  'shim --decisions': { words: [SHIM, ...NAMES, '--decisions', '--', TRUE], times: 300 },
  spec: { words: [peer('spec-run'), 'format', TRUE], times: 50 },
  node: { words: [process.execPath, peer('node-run.mjs'), join(folder, 'node.ndjson'), 'format', TRUE], times: 30 },
});

/**
 * @param {(name: string) => number[]} ms
 * @param {Record<string, string>} calls
 */
function rowsOf(ms, calls) {
  /** @param {string} name */
  const over = (name) => differences(ms(name), ms('bare'));
  /** @param {string} ours @param {string} theirs @param {{ name: string, most?: number }} against */
  const against = (ours, theirs, { name, most }) => {
    const ratio = median(ratios(over(ours), over(theirs)));
    const budget = most === undefined ? {} : { budget: `≤ ${most}×`, met: ratio <= most };
    return row(name, {
      ours: shown(over(ours), 'ms'),
      peer: shown(over(theirs), 'ms'),
      ratio: `${digits(ratio)}×`,
      ...budget,
    });
  };
  /** @param {string} name */
  const againstStart = (name) => {
    const ratio = median(ratios(over(name), ms('empty')));
    return {
      ours: shown(over(name), 'ms'),
      peer: shown(ms('empty'), 'ms'),
      ratio: `${digits(ratio)}×`,
      budget: '≤ 2×',
      met: ratio <= 2,
    };
  };
  return [
    row('shim over the bare command, against an empty bash script from start to end', againstStart('shim')),
    row('the same with `--timeout 60`', againstStart('shim --timeout')),
    against('shim --decisions', 'shim', { name: 'the same with `--decisions`, against the shim without' }),
    against('shim', 'empty', { name: 'the stricter reading: against an empty script over the bare command', most: 2 }),
    against('fork', 'empty', {
      name: 'a script that only runs its arguments, against the same: no wrapper in bash can be below',
    }),
    against('shim', 'spec', { name: 'shim over the bare command, against the spec’s recorder', most: 0.1 }),
    against('shim', 'node', { name: 'shim over the bare command, against a Node wrapper' }),
    row('system calls of one run: processes made, programs started', {
      ours: calls['shim'] ?? 'unknown',
      peer: `empty script ${calls['empty']}; spec’s recorder ${calls['spec']}; Node ${calls['node']}`,
    }),
  ];
}

/**
 * How many processes (and threads) are made and programs started; both include the hook's own start.
 * @param {string[]} words
 * @param {string} folder
 * @param {import('./lib/processes.mjs').Options} place
 */
async function systemCalls(words, folder, place) {
  if (firstLine('strace', ['--version']) === undefined) return 'unknown (no strace)';
  const trace = join(newFolder(folder, 'strace'), 'trace');
  await run('strace', ['-f', '-q', '-o', trace, '-e', 'trace=execve,clone,clone3,fork,vfork', ...words], place);
  const lines = readFileSync(trace, 'utf8').split('\n');
  const made = lines.filter((line) => /\b(?:clone3?|v?fork)\(/.test(line)).length;
  const started = lines.filter((line) => /\bexecve\(/.test(line) && !/ENOENT/.test(line)).length;
  return `${made} + ${started}`;
}

const EMPTY_METRICS =
  '{"hook_performance":{},"system_health":{"total_hook_executions":0,"overall_success_rate":0,"monitoring_active":true}}\n';
