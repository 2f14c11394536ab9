// @ts-check
// The report of a long history: `hookmeter report --json` from its start to its exit, against reading the same lines with JSON.parse.

import { linkSync, readdirSync, rmSync } from 'node:fs';
import { journalOf } from './ingest.mjs';
import { journalFile } from './lib/journal.mjs';
import { environment, MAIN, newFolder, peer } from './lib/places.mjs';
import { run } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { digits, row, shown } from './lib/row.mjs';
import { median, ratios } from './lib/stats.mjs';

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const runs = context.quick ? 50_000 : 1_000_000;
  const journal = journalOf(context, runs);
  const counted = await directory(context.scratch, journal, { sync: true });
  const uncounted = await directory(context.scratch, journal, { sync: false });
  const subjects = [
    { name: 'counted', measure: () => report(counted, runs) },
    { name: 'uncounted', measure: () => report(uncounted, runs) },
    { name: 'JSON.parse', measure: () => run(process.execPath, [peer('json-parse.mjs'), journal]) },
  ];
  const results = await alternate(subjects, context);
  const ms = (/** @type {string} */ name) => results(name).map((each) => each.ms);
  const memory = await memoryRow(context, runs, median(results('counted').map(({ peakMiB }) => peakMiB)));
  const lines = `${digits((runs * 2) / 1e6)} M lines`;
  /** @param {string} what @param {string} name */
  const speed = (what, name) => {
    const ratio = median(ratios(ms(name), ms('JSON.parse')));
    return row(what, {
      ours: shown(ms(name), 'ms'),
      peer: shown(ms('JSON.parse'), 'ms'),
      ratio: `${digits(ratio)}×`,
      budget: '≤ 1.5×',
      met: ratio <= 1.5,
    });
  };
  return {
    rows: [
      speed(`report of ${lines} that a sidecar has counted`, 'counted'),
      speed(`report of ${lines} that nobody has counted`, 'uncounted'),
      memory.row,
    ],
    raw: {
      lines: runs * 2,
      rounds: Object.fromEntries(
        subjects.map(({ name }) => [
          name,
          results(name).map(({ ms: took, cpuMs, peakMiB }) => ({ ms: took, cpuMs, peakMiB })),
        ]),
      ),
      memory: memory.raw,
    },
  };
}

/**
 * A state directory with this journal.
 * @param {string} scratch
 * @param {string} journal
 * @param {{ sync: boolean }} options whether it is counted, so that there is a checkpoint
 */
async function directory(scratch, journal, { sync }) {
  const dir = newFolder(scratch, 'report');
  linkSync(journal, journalFile(dir));
  if (sync) await run(process.execPath, [MAIN, 'sync', '--dir', dir], { env: environment(dir) });
  return dir;
}

/** @param {string} dir @param {number} runs */
async function report(dir, runs) {
  const before = readdirSync(dir).join();
  const result = await run(process.execPath, [MAIN, 'report', '--json', '--dir', dir], { env: environment(dir) });
  const { total_executions: total, journal } = JSON.parse(result.stdout);
  for (const counted of [total, journal.runs])
    if (counted !== runs) throw new Error(`hookmeter report counted ${counted} instead of ${runs}`);
  if (readdirSync(dir).join() !== before) throw new Error(`hookmeter report wrote into ${dir}`);
  return result;
}

/**
 * Peak memory at three times the runs: 8 to 16 bytes each, to count none twice, are all that may grow.
 * @param {import('./lib/row.mjs').Context} context
 * @param {number} few
 * @param {number} fewMiB
 */
async function memoryRow(context, few, fewMiB) {
  const many = few * 3;
  context.progress(`peak memory at ${(many * 2).toLocaleString('en')} lines`);
  const journal = journalOf(context, many);
  const dir = await directory(context.scratch, journal, { sync: true });
  const { peakMiB: manyMiB, ms } = await report(dir, many);
  rmSync(dir, { recursive: true });
  rmSync(journal);
  const raw = { few, many, fewMiB, manyMiB, manyMs: ms };
  const perRun = ((manyMiB - fewMiB) * 2 ** 20) / (many - few);
  const shownLines = (/** @type {number} */ runs) => `${digits((runs * 2) / 1e6)} M`;
  return {
    row: row(`report: peak memory at ${shownLines(many)} lines, more than at ${shownLines(few)}`, {
      ours: `${Math.round(manyMiB)} MiB, ${Math.round(manyMiB - fewMiB)} MiB more: ${digits(perRun)} B a run`,
      budget: '≤ 16 B a run',
      met: perRun <= 16,
    }),
    raw,
  };
}
