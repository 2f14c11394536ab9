// @ts-check
// What a sidecar costs while nothing happens, and while something does: resident memory and processor time at 100 hooks, against
// a plain prom-client server on the same journal.

import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, PROMETHEUS } from './lib/http.mjs';
import { endLine, journalFile, runMaker, startLine, writeJournal } from './lib/journal.mjs';
import { newFolder, peer, serveArgs } from './lib/places.mjs';
import { cpuSeconds, mebibytes, startServer } from './lib/processes.mjs';
import { row, shown } from './lib/row.mjs';

const HOOKS = 100;

/** @typedef {{ rssMiB: number, cpuPercent: number }} Cost */

/** Three of each side by side: what is idle disturbs nobody, and the busy ones take a few per cent of a core. @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const seconds = context.quick ? 10 : 60;
  const copies = context.quick ? 1 : 3;
  context.progress(`${copies} of each, idle and busy, side by side: ${seconds} s to settle, ${seconds} s measured`);
  const watch = (/** @type {(dir: string) => readonly string[]} */ args, /** @type {boolean} */ busy) =>
    Promise.all(Array.from({ length: copies }, () => cost(context.scratch, { args, seconds, busy })));
  const promClient = (/** @type {string} */ dir) => [peer('prom-client-server.mjs'), dir];
  const [idle, idlePeer, busy, busyPeer] = await Promise.all([
    watch(serveArgs, false),
    watch(promClient, false),
    watch(serveArgs, true),
    watch(promClient, true),
  ]);
  return { rows: rowsOf({ idle, idlePeer, busy, busyPeer }), raw: { seconds, idle, idlePeer, busy, busyPeer } };
}

/** @param {Record<'idle' | 'idlePeer' | 'busy' | 'busyPeer', Cost[]>} costs */
function rowsOf({ idle, idlePeer, busy, busyPeer }) {
  const memory = (/** @type {Cost[]} */ costs) => costs.map(({ rssMiB }) => rssMiB);
  const cpu = (/** @type {Cost[]} */ costs) => costs.map(({ cpuPercent }) => cpuPercent);
  const mostMemory = Math.max(...memory(idle)) * 1.048576;
  return [
    row('sidecar, idle at 100 hooks: memory (RSS)', {
      ours: shown(memory(idle), 'MiB'),
      peer: `${shown(memory(idlePeer), 'MiB')} (plain prom-client)`,
      budget: '≤ 90 MB',
      met: mostMemory <= 90,
    }),
    row('sidecar, idle at 100 hooks: share of a core', {
      ours: shown(cpu(idle), '%'),
      peer: shown(cpu(idlePeer), '%'),
      budget: '< 0.5 %',
      met: Math.max(...cpu(idle)) < 0.5,
    }),
    row('sidecar at 5 runs a second, scraped every 5 s: memory', {
      ours: shown(memory(busy), 'MiB'),
      peer: shown(memory(busyPeer), 'MiB'),
    }),
    row('sidecar at 5 runs a second, scraped every 5 s: share of a core', {
      ours: shown(cpu(busy), '%'),
      peer: shown(cpu(busyPeer), '%'),
    }),
  ];
}

/**
 * @param {string} scratch
 * @param {{ args: (dir: string) => readonly string[], seconds: number, busy: boolean }} options
 * @returns {Promise<Cost>}
 */
async function cost(scratch, { args, seconds, busy }) {
  const dir = newFolder(scratch, 'idle');
  const file = journalFile(dir);
  writeJournal(file, { runs: HOOKS * 10, hooks: HOOKS });
  const server = await startServer(process.execPath, args(dir));
  const client = createClient();
  const load = busy ? startLoad(file, client, server.url) : undefined;
  await client.get(`${server.url}/metrics`, PROMETHEUS);
  await sleep(seconds * 1000);
  const cpu = cpuSeconds(server.pid);
  const began = performance.now();
  await sleep(seconds * 1000);
  const cpuPercent = ((cpuSeconds(server.pid) - cpu) / ((performance.now() - began) / 1000)) * 100;
  const rssMiB = mebibytes(server.pid, 'VmRSS');
  load?.stop();
  client.close();
  await server.stop();
  return { rssMiB, cpuPercent };
}

/** @param {string} file @param {ReturnType<typeof createClient>} client @param {string} url */
function startLoad(file, client, url) {
  const make = runMaker(3, 10_000);
  let hook = 0;
  const runs = setInterval(() => {
    const next = make(hook++ % HOOKS);
    appendFileSync(file, startLine(next) + endLine(next));
  }, 200);
  const scrapes = setInterval(() => client.get(`${url}/metrics`, PROMETHEUS).catch(() => {}), 5000); // the last may be cut off
  return {
    stop() {
      clearInterval(runs);
      clearInterval(scrapes);
    },
  };
}
