// @ts-check
// How long after the end of a run it is seen: on /metrics, asked again and again, and in metrics.json, with nobody asking.

import { appendFileSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from './lib/http.mjs';
import { endLine, hookName, journalFile, randomFrom, runMaker, startLine, writeJournal } from './lib/journal.mjs';
import { environment, newFolder, peer, serveArgs } from './lib/places.mjs';
import { run, startServer } from './lib/processes.mjs';
import { digits, row } from './lib/row.mjs';
import { median, percentile } from './lib/stats.mjs';

const HOOKS = 100;

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const samples = context.quick ? 30 : 300;
  const dir = newFolder(context.scratch, 'visible');
  const file = journalFile(dir);
  writeJournal(file, { runs: 2000, hooks: HOOKS });
  const server = await startServer(process.execPath, serveArgs(dir));
  const client = createClient();
  try {
    const endRun = runEnder(file, samples * 2);
    context.progress(`${samples} runs until /metrics shows them`);
    const page = await sample(samples, endRun, () => executionsOnPage(client, server.url));
    context.progress(`${samples} runs until metrics.json shows them`);
    const metricsFile = await sample(samples, endRun, async () => executionsInFile(join(dir, 'metrics.json')));
    context.progress('updates by the spec’s recorder');
    const spec = await specUpdates(context);
    context.progress(
      `${samples / 3} runs until metrics.json shows them, beside ${CONNECTIONS} idle, slow and greedy connections`,
    );
    const endOther = runEnder(file, samples, 100);
    const crowd = await connectCrowd(server.url);
    const crowded = await sample(samples / 3, endOther, async () => executionsInFile(join(dir, 'metrics.json')));
    for (const socket of crowd) socket.destroy();
    const raw = { page, metricsFile, crowded, specUpdate: spec };
    return { rows: [...rowsOf(page, metricsFile, spec), crowdedRow(crowded, metricsFile)], raw };
  } finally {
    client.close();
    await server.stop();
  }
}

/** @param {number[]} page @param {number[]} metricsFile @param {number[]} spec */
function rowsOf(page, metricsFile, spec) {
  const peerText = `${digits(median(spec))} ms (one update by the spec’s recorder)`;
  const text = (/** @type {number[]} */ all) =>
    `p99 ${digits(percentile(all, 0.99))} ms (median ${digits(median(all))}, most ${digits(Math.max(...all))})`;
  return [
    row('from the end of a run until /metrics shows it', {
      ours: text(page),
      peer: peerText,
      budget: 'p99 ≤ 100 ms',
      met: percentile(page, 0.99) <= 100,
    }),
    row('from the end of a run until metrics.json shows it', {
      ours: text(metricsFile),
      peer: peerText,
      budget: '≤ 250 ms',
      met: Math.max(...metricsFile) <= 250,
    }),
  ];
}

/** @param {number[]} crowded @param {number[]} undisturbed */
function crowdedRow(crowded, undisturbed) {
  const ratio = median(crowded) / median(undisturbed);
  return row(`the same, beside ${CONNECTIONS} idle, slow and greedy connections`, {
    ours: `median ${digits(median(crowded))} ms (most ${digits(Math.max(...crowded))})`,
    ratio: `${digits(ratio)}× of undisturbed`,
    budget: 'median ≤ 250 ms, or 2× of undisturbed',
    met: median(crowded) <= 250 || ratio <= 2,
  });
}

const CONNECTIONS = 200;

/**
 * A quarter each: says nothing, never ends its request, never reads its page, asks for twenty at once.
 * @param {string} url
 */
async function connectCrowd(url) {
  const request = 'GET /metrics HTTP/1.1\r\nHost: a\r\n';
  const crowd = [];
  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    if (i % 4 === 1) socket.write(request);
    if (i % 4 === 2) socket.pause().write(`${request}\r\n`);
    if (i % 4 === 3) socket.resume().write(`${request}\r\n`.repeat(20));
    crowd.push(socket);
  }
  return crowd;
}

/**
 * Starts and ends one run after the other at moments that keep no step with the sidecar's timers; milliseconds each.
 * @param {number} samples
 * @param {() => Promise<number>} endRun ends a run, and tells when
 * @param {() => Promise<number>} executions as they are shown now
 */
async function sample(samples, endRun, executions) {
  const random = randomFrom(7);
  /** @type {number[]} */
  const ms = [];
  let before = await executions();
  for (let i = 0; i < samples; i++) {
    await sleep(20 + random() * 150);
    const ended = await endRun();
    let shown = before;
    while (shown === before) {
      if (performance.now() - ended > 10_000) throw new Error('a run was not shown within 10 s');
      shown = await executions();
      if (shown === before) await sleep(1);
    }
    ms.push(performance.now() - ended);
    before = shown;
  }
  return ms;
}

/** @param {string} file @param {number} runs @param {number} [seed] */
function runEnder(file, runs, seed = 99) {
  const make = runMaker(seed, runs);
  const random = randomFrom(8);
  return async () => {
    const next = make(Math.floor(random() * HOOKS));
    appendFileSync(file, startLine(next));
    await sleep(5 + random() * 20);
    const ended = performance.now();
    appendFileSync(file, endLine(next));
    return ended;
  };
}

/** @param {ReturnType<typeof createClient>} client @param {string} url */
async function executionsOnPage(client, url) {
  const { body } = await client.get(`${url}/metrics`);
  const text = body.toString('latin1');
  let sum = 0;
  for (let at = text.indexOf(SERIES); at !== -1; at = text.indexOf(SERIES, at + 1)) {
    sum += Number(text.slice(text.indexOf('} ', at) + 2, text.indexOf('\n', at + 1)));
  }
  return sum;
}
const SERIES = '\nhook_executions_total{';

/** @param {string} file */
const executionsInFile = (file) => Number(JSON.parse(readFileSync(file, 'utf8')).system_health.total_hook_executions);

/**
 * Milliseconds of one update of a metrics.json with as many hooks.
 * @param {import('./lib/row.mjs').Context} context
 */
async function specUpdates({ scratch, rounds }) {
  const dir = newFolder(scratch, 'spec');
  const file = join(dir, 'metrics.json');
  const totals = {
    total_executions: 10,
    successful_executions: 9,
    failed_executions: 1,
    average_execution_time: 120,
    success_rate: 90,
  };
  const hooks = Object.fromEntries(Array.from({ length: HOOKS }, (_, i) => [hookName(i), totals]));
  appendFileSync(file, JSON.stringify({ hook_performance: hooks, system_health: { total_hook_executions: 1000 } }));
  const env = { ...environment(dir), METRICS_FILE: file };
  /** @type {number[]} */
  const ms = [];
  for (let round = 0; round < rounds; round++)
    ms.push(Number((await run(peer('spec-updates'), ['20'], { env })).stdout) / 1000);
  return ms;
}
