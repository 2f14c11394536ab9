// Four weeks of scrapes, by hookmeter's own ledger and exposition, as text that promtool makes blocks of.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Micros, micros, utcDay } from '../../src/base/units.ts';
import { expositionOf } from '../../src/exports/exposition.ts';
import { createHookReader } from '../../src/exports/reader.ts';
import { identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { DAY, HOUR, MINUTE, runsOf } from './lives.ts';

export const RULES = fileURLToPath(new URL('../../prometheus/rules/recording.yml', import.meta.url));

/** The labels that Prometheus adds to what it scrapes. */
export const TARGET = { job: 'hookmeter', instance: 'devbox:9464' } as const;

export interface History {
  /** What the next scrape sees. */
  page(at: Micros): Promise<string>;
  close(): Promise<void>;
}

/** Writes what scrapes up to `end` have seen. */
export async function writeHistory(file: string, end: Micros): Promise<History> {
  const ledger = createLedger({ maxEntries: 100 });
  const reader = createHookReader({ version: '1.2.3' });
  const page = async (at: Micros): Promise<string> =>
    [...expositionOf(await reader.collect(ledger.snapshot(at)))].join('');
  const out = openSync(file, 'w');
  try {
    // The last runs are ten minutes old, and after the end there are none: no answer depends on when exactly a test asks.
    const runs = runsOf(micros(end - 29 * DAY), micros(end - 10 * MINUTE), end);
    let next = 0;
    for (const at of scrapesUntil(end)) {
      for (let run = runs[next]; run !== undefined && run.at <= at; run = runs[++next])
        ledger.apply(run, utcDay(run.at));
      if (at >= end - 15 * MINUTE) openOne(ledger, micros(end - 20 * MINUTE));
      writeSync(out, stamped(await page(at), at));
    }
    writeSync(out, '# EOF\n');
  } finally {
    closeSync(out);
  }
  return { page, close: () => reader.shutdown() };
}

/** Hourly long ago, every five minutes lately: enough for each window that a query looks through. */
function scrapesUntil(end: Micros): Micros[] {
  const times: Micros[] = [];
  for (let at = end - 29 * DAY; at < end - 8 * DAY; at += HOUR) times.push(micros(at));
  for (let at = end - 8 * DAY; at < end - 36 * HOUR; at += 30 * MINUTE) times.push(micros(at));
  for (let at = end - 36 * HOUR; at <= end; at += 5 * MINUTE) times.push(micros(at));
  return times;
}

const openOne = (ledger: Ledger, at: Micros): void =>
  ledger.apply(
    {
      kind: 'start',
      run: hashOf('still open'),
      identity: identityOf('e2e', 'nightly', '', 'api'),
      at,
      pid: undefined,
      host: undefined,
      timeout: micros(60_000_000),
    },
    utcDay(at),
  );

function stamped(page: string, at: Micros): string {
  const target = Object.entries(TARGET).map(([label, value]) => `${label}="${value}"`);
  let text = '';
  for (const line of page.split('\n')) {
    const [, family, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (family === undefined || labels === undefined || value === undefined) continue;
    // Prometheus drops empty labels.
    const kept = labels.replaceAll(/,?\w+=""/g, '').replace(/^,/, '');
    const rest = `{${[...target, kept].join()}} ${value} ${at / 1e6}\n`;
    for (const name of [family, ...(COPIES.get(family) ?? [])]) text += `${name}${rest}`;
  }
  return text;
}

/** Recorded copies of a family: Prometheus computes everything else from them while the test runs, but cannot record the past. */
const COPIES: ReadonlyMap<string, readonly string[]> = new Map(
  Array.from(
    readFileSync(RULES, 'utf8').matchAll(/- record: (hook:\S+:last)\n +expr: \(?last_over_time\((\w+)\[15m\]\)/g),
    ([, name = '', family = '']) => [family, [name]] as const,
  ),
);
