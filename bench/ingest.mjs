// @ts-check
// How fast the journal is read: `hookmeter sync` from its start to its exit, against mtail on the same lines, and JSON.parse alone.

import { accessSync, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { journalFile, writeJournal } from './lib/journal.mjs';
import { firstLine } from './lib/machine.mjs';
import { environment, MAIN, newFolder, peer } from './lib/places.mjs';
import { run } from './lib/processes.mjs';
import { alternate } from './lib/rounds.mjs';
import { digits, row, shown } from './lib/row.mjs';
import { median, ratios } from './lib/stats.mjs';

const HOOKS = 100;

/** @param {import('./lib/row.mjs').Context} context */
export async function measure(context) {
  const runs = context.quick ? 50_000 : 500_000;
  const journal = journalOf(context, runs);
  const results = await rates(context, { journal, runs });
  const rate = (/** @type {string} */ name) => results(name).map(({ ms }) => (2000 * runs) / ms);
  const cpu = (/** @type {string} */ name) => results(name).map(({ cpuMs }) => cpuMs / 1000);
  const hasMtail = results('mtail').every(({ ms }) => ms > 0);
  const sync = rate('sync');
  const mtail = rate('mtail');
  const ratio = median(ratios(sync, mtail));
  const k = (/** @type {number[]} */ values) =>
    shown(
      values.map((value) => value / 1000),
      'k lines/s',
    );
  const memory = await memoryRow(context);
  const imported = await importOf(context, 100, 200);
  return {
    rows: [
      hasMtail
        ? row('ingest: `hookmeter sync` against mtail', {
            ours: k(sync),
            peer: k(mtail),
            ratio: `${digits(ratio)}×`,
            budget: '≥ 5×',
            met: ratio >= 5,
          })
        : row('ingest: `hookmeter sync` (mtail is not installed)', { ours: k(sync), budget: '≥ 5×' }),
      row('the same, processor time of all threads: a busy machine changes it less', {
        ours: shown(cpu('sync'), 's'),
        peer: shown(cpu('mtail'), 's'),
        ratio: `1/${digits(median(ratios(cpu('mtail'), cpu('sync'))))}`,
      }),
      row('ingest: reader and ledger alone, against a loop of JSON.parse', {
        ours: k(rate('in process')),
        peer: k(rate('JSON.parse')),
        ratio: `${digits(median(ratios(rate('in process'), rate('JSON.parse'))))}×`,
      }),
      row('import of transcripts: 20 000 runs on 100 days, to packed days of the journal', {
        ours: `${digits(imported.ms / 1000)} s (${digits(imported.cpuMs / 1000)} s of processor time)`,
        budget: '≤ 20 s',
        met: imported.ms <= 20_000,
      }),
      memory.row,
    ],
    raw: {
      lines: runs * 2,
      rounds: Object.fromEntries(NAMES.map((name) => [name, results(name)])),
      imported,
      memory: memory.raw,
    },
  };
}

const NAMES = ['sync', 'in process', 'JSON.parse', 'mtail'];

/**
 * What each takes: whole processes for sync and mtail, without Node's start for the other two.
 * @param {import('./lib/row.mjs').Context} context
 * @param {{ journal: string, runs: number }} input
 */
function rates(context, { journal, runs }) {
  const progs = newFolder(context.scratch, 'progs');
  copyFileSync(peer('hooks.mtail'), join(progs, 'hooks.mtail'));
  const mtailArgs = ['--one_shot', '--one_shot_format', 'prometheus', '--progs', progs, '--logs', journal];
  /** @param {string} script */
  const inside = async (script) => {
    const { stdout, cpuMs } = await run(process.execPath, [peer(script), journal]);
    const { ms, lines } = JSON.parse(stdout);
    mustBe(lines, runs * 2, script);
    return { ms: Number(ms), cpuMs };
  };
  const subjects = [
    { name: 'sync', measure: () => sync(context.scratch, journal, runs) },
    { name: 'in process', measure: () => inside('read-and-add.mjs') },
    { name: 'JSON.parse', measure: () => inside('json-parse.mjs') },
    {
      name: 'mtail',
      measure: async () => {
        if (firstLine('mtail', ['--version']) === undefined) return { ms: 0, cpuMs: 0 };
        const { ms, cpuMs, stdout } = await run('mtail', mtailArgs);
        mustBe(sumOf(stdout, 'hook_executions_total{'), runs, 'mtail');
        return { ms, cpuMs };
      },
    },
  ];
  return alternate(subjects, context);
}

/**
 * Peak memory over ten times the lines: what is remembered of each run, to count none twice, is all that may grow.
 * @param {import('./lib/row.mjs').Context} context
 */
async function memoryRow(context) {
  const few = context.quick ? 50_000 : 500_000;
  const many = few * (context.full ? 10 : 3);
  /** @param {number} runs */
  const peak = async (runs) => {
    context.progress(`peak memory at ${(runs * 2).toLocaleString('en')} lines`);
    const journal = journalOf(context, runs);
    const { peakMiB } = await sync(context.scratch, journal, runs);
    if (runs !== few) rmSync(journal);
    return peakMiB;
  };
  const raw = { few, many, fewMiB: await peak(few), manyMiB: await peak(many) };
  const perRun = ((raw.manyMiB - raw.fewMiB) * 2 ** 20) / (many - few);
  const shownLines = (/** @type {number} */ runs) => `${digits((runs * 2) / 1e6)} M`;
  return {
    row: row(`ingest: peak memory at ${shownLines(many)} lines, more than at ${shownLines(few)}`, {
      ours: `${Math.round(raw.manyMiB)} MiB, ${Math.round(raw.manyMiB - raw.fewMiB)} MiB more: ${digits(perRun)} B a run`,
      budget: '≤ 16 B a run',
      met: perRun <= 16,
    }),
    raw,
  };
}

/**
 * A fresh directory with this journal, read once.
 * @param {string} scratch
 * @param {string} journal
 * @param {number} runs
 */
async function sync(scratch, journal, runs) {
  const dir = newFolder(scratch, 'sync');
  linkSync(journal, journalFile(dir));
  const { ms, cpuMs, peakMiB } = await run(process.execPath, [MAIN, 'sync', '--dir', dir]);
  const { system_health: health } = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
  mustBe(health.total_hook_executions, runs, 'hookmeter sync');
  rmSync(dir, { recursive: true });
  return { ms, cpuMs, peakMiB };
}

/**
 * `hookmeter import transcripts`, a transcript for each day.
 * @param {import('./lib/row.mjs').Context} context
 * @param {number} days
 * @param {number} runsOfEach
 */
async function importOf({ scratch, progress }, days, runsOfEach) {
  progress(`importing ${days} days of ${runsOfEach} runs from transcripts`);
  const [dir, transcripts] = [newFolder(scratch, 'imported'), newFolder(scratch, 'transcripts')];
  for (let day = 1; day <= days; day++) {
    const timestamp = new Date(Date.now() - day * 86_400_000).toISOString();
    const lines = Array.from({ length: runsOfEach }, (_, i) => transcriptLine(`${day}-${i}`, timestamp));
    writeFileSync(join(transcripts, `${day}.jsonl`), lines.join(''));
  }
  const env = { ...environment(dir), HOOKMETER_RETENTION_DAYS: '365' };
  const { ms, cpuMs } = await run(process.execPath, [MAIN, 'import', 'transcripts', transcripts], { env });
  const { system_health: health } = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
  mustBe(health.total_hook_executions, days * runsOfEach, 'hookmeter import');
  return { ms, cpuMs };
}

/** @param {string} id @param {string} timestamp */
const transcriptLine = (id, timestamp) =>
  `${JSON.stringify({
    attachment: {
      type: 'hook_success',
      hookName: 'PreToolUse:Bash',
      toolUseID: id,
      hookEvent: 'PreToolUse',
      stdout: 'all good',
      exitCode: 0,
      command: 'python3 guard.py',
      durationMs: 123,
    },
    type: 'attachment',
    uuid: id,
    timestamp,
    cwd: '/home/me/web',
    sessionId: 's',
  })}\n`;

/**
 * The journal of that many runs, written once.
 * @param {import('./lib/row.mjs').Context} context
 * @param {number} runs
 */
export function journalOf({ scratch, progress }, runs) {
  const path = join(scratch, 'journals', `${runs}.ndjson`);
  mkdirSync(join(scratch, 'journals'), { recursive: true });
  try {
    accessSync(path);
  } catch {
    progress(`writing ${basename(path)}`);
    writeJournal(path, { runs, hooks: HOOKS });
  }
  return path;
}

/** @param {string} page @param {string} series */
const sumOf = (page, series) =>
  page
    .split('\n')
    .filter((line) => line.startsWith(series))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);

/** A number that was made by counting wrong is none. @param {number} counted @param {number} expected @param {string} who */
function mustBe(counted, expected, who) {
  if (counted !== expected) throw new Error(`${who} counted ${counted} instead of ${expected}`);
}
