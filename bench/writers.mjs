// @ts-check
// Many hooks at once: every run must be counted.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, MAIN, newFolder, peer, SHIM } from './lib/places.mjs';
import { run } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { row, shown } from './lib/row.mjs';
import { median } from './lib/stats.mjs';

/** @typedef {{ counted: number, of: number, seconds: number }} Counted */

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const { quick, scratch } = context;
  const rounds = quick ? 1 : 3;
  const ours = { writers: 64, each: quick ? 20 : 200 };
  const theirs = { writers: 8, each: quick ? 20 : 50 };
  /** @type {import('./lib/rounds.mjs').Subject<Counted>[]} */
  const subjects = [
    { name: 'hookmeter', measure: () => withShim(newFolder(scratch, 'writers'), ours) },
    { name: 'spec', measure: () => withSpec(newFolder(scratch, 'writers'), theirs) },
  ];
  const results = await alternate(subjects, { ...context, rounds });
  const raw = { hookmeter: results('hookmeter'), spec: results('spec') };
  const exact = raw.hookmeter.every(({ counted, of }) => counted === of);
  return {
    rows: [
      row(`${ours.writers} writers at once × ${ours.each} runs, counted`, {
        ours: countedText(raw.hookmeter),
        peer: `${countedText(raw.spec)} (spec’s recorder, ${theirs.writers} writers × ${theirs.each})`,
        budget: 'all',
        met: exact,
      }),
      row('the same, time per run', {
        ours: shown(raw.hookmeter.map(perRun), 'ms'),
        peer: shown(raw.spec.map(perRun), 'ms'),
        ratio: `${(median(raw.hookmeter.map(perRun)) / median(raw.spec.map(perRun))).toPrecision(2)}×`,
      }),
    ],
    raw,
  };
}

/** @param {Counted} result */
const perRun = ({ of, seconds }) => (seconds * 1000) / of;

/** @param {readonly Counted[]} results */
const countedText = (results) =>
  `${[...new Set(results.map(({ counted }) => counted.toLocaleString('en')))].join(', ')} of ${results[0]?.of.toLocaleString('en')}`;

/**
 * @param {string} folder
 * @param {{ writers: number, each: number }} load
 */
async function withShim(folder, { writers, each }) {
  const env = environment(folder);
  const seconds = await atOnce(writers, (writer) =>
    run(peer('loop'), [String(each), SHIM, '--hook', `hook-${writer % 4}`, '--', '/bin/true'], { env }),
  );
  await run(process.execPath, [MAIN, 'sync', '--dir', folder]);
  return { counted: executionsIn(join(folder, 'metrics.json')), of: writers * each, seconds };
}

/**
 * @param {string} folder
 * @param {{ writers: number, each: number }} load
 */
async function withSpec(folder, { writers, each }) {
  const file = join(folder, 'metrics.json');
  writeFileSync(file, '{"hook_performance":{},"system_health":{"total_hook_executions":0}}\n');
  const env = { ...environment(folder), METRICS_FILE: file };
  const seconds = await atOnce(writers, (writer) =>
    run(peer('loop'), [String(each), peer('spec-run'), `hook-${writer % 4}`, '/bin/true'], { env }),
  );
  return { counted: executionsIn(file), of: writers * each, seconds };
}

/**
 * @param {number} writers
 * @param {(writer: number) => Promise<unknown>} start
 */
async function atOnce(writers, start) {
  const began = performance.now();
  await Promise.all(Array.from({ length: writers }, (_, writer) => start(writer)));
  return (performance.now() - began) / 1000;
}

/** @param {string} file */
const executionsIn = (file) => Number(JSON.parse(readFileSync(file, 'utf8')).system_health.total_hook_executions);
