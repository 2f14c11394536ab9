#!/usr/bin/env node
// @ts-check
// `npm run bench -- [NAME…] [--quick] [--full]`: runs the benchmarks, prints one table, keeps the raw rounds in bench/runs/.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commit, machine } from './lib/machine.mjs';
import { inRepository } from './lib/places.mjs';
import { markdown, plain } from './lib/table.mjs';

const BENCHMARKS = ['shim', 'writers', 'ingest', 'restart', 'report', 'visible', 'page', 'scrape', 'idle', 'detection'];
const USAGE = `usage: node bench/run.mjs [--quick] [--full] [NAME…]
  NAME     ${BENCHMARKS.join(', ')}; all without one
  --quick  3 rounds and less of everything: to see that it works, not for numbers
  --full   memory over 10 M lines instead of 3 M`;

const words = process.argv.slice(2);
const flags = words.filter((word) => word.startsWith('-'));
const names = words.filter((word) => !word.startsWith('-'));
const wrong = [
  ...flags.filter((f) => !['--quick', '--full', '--help'].includes(f)),
  ...names.filter((n) => !BENCHMARKS.includes(n)),
];
if (flags.includes('--help')) process.stdout.write(`${USAGE}\n`);
else if (wrong.length > 0) {
  process.stderr.write(`bench: ${wrong.join(', ')} is not understood\n${USAGE}\n`);
  process.exitCode = 2;
} else await main(names.length === 0 ? BENCHMARKS : names);

/** @param {readonly string[]} chosen */
async function main(chosen) {
  const quick = flags.includes('--quick');
  const scratch = mkdtempSync(join(tmpdir(), 'hookmeter-bench-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const about = { date: new Date().toISOString(), commit: commit(), quick, ...machine() };
  /** @type {import('./lib/row.mjs').Row[]} */
  const rows = [];
  /** @type {Record<string, unknown>} */
  const raw = {};
  for (const name of chosen) {
    const { measure } = await import(`./${name}.mjs`);
    /** @type {import('./lib/row.mjs').Context} */
    const context = {
      quick,
      full: flags.includes('--full'),
      rounds: quick ? 3 : 10,
      scratch,
      progress: (text) => say(name, text),
    };
    const began = performance.now();
    /** @type {import('./lib/row.mjs').Result} */
    const result = await measure(context);
    const seconds = Math.round((performance.now() - began) / 1000);
    raw[name] = { seconds, loadAfter: machine().load, ...Object(result.raw) };
    rows.push(...result.rows);
    say(name, `done in ${seconds} s\n${plain(result.rows)}`);
    keep({ ...about, rows, raw }); // a run that is cut short keeps what it has
  }
  process.stdout.write(`\n${plain(rows)}\nwritten to ${keep({ ...about, rows, raw })}.json and .md\n`);
}

/** Progress goes to stderr, so that the table can be piped. @param {string} name @param {string} text */
function say(name, text) {
  process.stderr.write(`[${name}] ${text}\n`);
}

/** @param {ReturnType<typeof machine> & { date: string, commit: string, quick: boolean, rows: import('./lib/row.mjs').Row[], raw: unknown }} result */
function keep(result) {
  const name = `bench/runs/${result.date.slice(0, 10)}-${result.commit}${result.quick ? '-quick' : ''}`;
  mkdirSync(inRepository('bench/runs'), { recursive: true });
  writeFileSync(inRepository(`${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
  writeFileSync(inRepository(`${name}.md`), markdown(result));
  return name;
}
