// @ts-check
// Back after a long absence: from the start of `hookmeter serve` to `listening on`, against reading the same file with JSON.parse.

import { linkSync, rmSync } from 'node:fs';
import { journalOf } from './ingest.mjs';
import { journalFile } from './lib/journal.mjs';
import { newFolder, peer, serveArgs } from './lib/places.mjs';
import { run, startServer } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { digits, row, shown } from './lib/row.mjs';
import { median, ratios } from './lib/stats.mjs';

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const runs = context.quick ? 50_000 : 500_000;
  const journal = journalOf(context, runs);
  const subjects = [
    { name: 'serve', measure: () => restart(context.scratch, journal) },
    { name: 'JSON.parse', measure: async () => (await run(process.execPath, [peer('json-parse.mjs'), journal])).ms },
  ];
  const ms = await alternate(subjects, context);
  const raw = { lines: runs * 2, serve: ms('serve'), jsonParse: ms('JSON.parse') };
  const ratio = median(ratios(raw.serve, raw.jsonParse));
  return {
    rows: [
      row(`restart with ${digits((runs * 2) / 1e6)} M lines to read, from start to ready`, {
        ours: shown(raw.serve, 'ms'),
        peer: shown(raw.jsonParse, 'ms'),
        ratio: `${digits(ratio)}×`,
        budget: '≤ 1.5×',
        met: ratio <= 1.5,
      }),
    ],
    raw,
  };
}

/** @param {string} scratch @param {string} journal */
async function restart(scratch, journal) {
  const dir = newFolder(scratch, 'restart');
  linkSync(journal, journalFile(dir));
  const { readyMs, stop } = await startServer(process.execPath, serveArgs(dir));
  await stop();
  rmSync(dir, { recursive: true });
  return readyMs;
}
