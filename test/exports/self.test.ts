import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Seconds } from '../../src/base/units.ts';
import { FAMILIES } from '../../src/exports/contract.ts';
import { createSelfMetrics, type SelfReadings } from '../../src/exports/self.ts';
import { identityOf, REJECT_REASONS } from '../../src/journal/record.ts';
import { parsePage } from '../support/metrics-page.ts';
import { pageText } from './page.ts';
import { anySnapshot, entry, snapshot } from './snapshots.ts';

const BUILD = { version: '1.2.3', nodeVersion: 'v20.20.2' };

const quiet: SelfReadings = {
  reading: { lines: 0, rejects: new Map(), lateEnds: 0, overflowRuns: 0, openRuns: 0 },
  entries: 0,
  lagBytes: 0,
  lagSeconds: seconds(0),
  checkpointAge: undefined,
  writeErrors: 0,
  pushErrors: 0,
};

describe('what hookmeter says about itself', () => {
  let now = quiet;
  const self = createSelfMetrics(() => now, BUILD);
  afterAll(() => self.close());

  async function own(): Promise<Record<string, string>> {
    const { samples } = parsePage(await self.text());
    return Object.fromEntries([...samples].filter(([series]) => series.startsWith('hookmeter_')));
  }

  const rejects = (counts: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(
      REJECT_REASONS.map((reason) => [`hookmeter_rejects_total{reason="${reason}"}`, counts[reason] ?? '0']),
    );

  it('is all there at zero from the start, every reject reason too; the age of no checkpoint is absent', async () => {
    now = quiet;
    expect(await own()).toEqual({
      'hookmeter_build_info{version="1.2.3",node_version="v20.20.2"}': '1',
      hookmeter_lines_total: '0',
      hookmeter_late_ends_total: '0',
      hookmeter_overflow_runs_total: '0',
      hookmeter_write_errors_total: '0',
      hookmeter_push_errors_total: '0',
      hookmeter_journal_lag_bytes: '0',
      hookmeter_journal_lag_seconds: '0',
      hookmeter_entries: '0',
      hookmeter_open_runs: '0',
      ...rejects(),
    });
  });

  it('is what the totals say at every scrape, however often that is', async () => {
    now = {
      reading: { lines: 9, rejects: new Map([['not_json', 2]]), lateEnds: 3, overflowRuns: 4, openRuns: 5 },
      entries: 6,
      lagBytes: 7,
      lagSeconds: seconds(0.5),
      checkpointAge: seconds(1.5),
      writeErrors: 8,
      pushErrors: 9,
    };
    const expected = {
      'hookmeter_build_info{version="1.2.3",node_version="v20.20.2"}': '1',
      hookmeter_lines_total: '9',
      hookmeter_late_ends_total: '3',
      hookmeter_overflow_runs_total: '4',
      hookmeter_write_errors_total: '8',
      hookmeter_push_errors_total: '9',
      hookmeter_journal_lag_bytes: '7',
      hookmeter_journal_lag_seconds: '0.5',
      hookmeter_checkpoint_age_seconds: '1.5',
      hookmeter_entries: '6',
      hookmeter_open_runs: '5',
      ...rejects({ not_json: '2' }),
    };
    expect(await own()).toEqual(expected);
    expect(await Promise.all([own(), own()])).toEqual([expected, expected]);
    now = quiet;
    expect(Object.keys(await own())).not.toContain('hookmeter_checkpoint_age_seconds');
  });

  it('is read once per page', async () => {
    let reads = 0;
    const counted = createSelfMetrics(() => ({ ...quiet, entries: ++reads }), BUILD);
    await counted.text();
    expect(await counted.text()).toContain('\nhookmeter_entries 2\n');
    expect(reads).toBe(2);
  });

  it('says how the process does', () => {
    expect(self.families()).toEqual(
      expect.arrayContaining([
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
        'nodejs_eventloop_lag_seconds',
      ]),
    );
  });

  it('has no family of the hooks’ half of the page', () => {
    const hooks = new Set(['target_info', ...Object.values(FAMILIES).map(({ prometheus }) => String(prometheus))]);
    expect(self.families().filter((name) => hooks.has(name))).toEqual([]);
  });

  it('does not keep a process alive', () => {
    const script =
      "import('prom-client').then(c => c.collectDefaultMetrics({ register: new c.Registry(), eventLoopMonitoringPrecision: 100 }))";
    expect(spawnSync(process.execPath, ['-e', script], { timeout: 20_000 }).status).toBe(0);
  });
});

describe('the whole page', () => {
  const self = createSelfMetrics(() => ({ ...quiet, checkpointAge: seconds(1) }), BUILD);
  afterAll(() => self.close());

  const odd = snapshot([
    entry({ born: 1, failures: new Map([['1', { count: 1, born: 1 }]]) }),
    entry({ born: 2, identity: identityOf('say "hi"\\\n\r\0{x="y"} 🚀 \ud800', '', '__proto__', 'é') }),
  ]);

  it('has every family and every series once', async () => {
    await fc.assert(
      fc.asyncProperty(anySnapshot, async (any) => {
        const { types, helps } = parsePage((await pageText(any)) + (await self.text()));
        expect([...types.keys()].sort()).toEqual([...helps.keys()].sort());
      }),
      { numRuns: 20 },
    );
  });

  it('is accepted by promtool without a word', async () => {
    const input = (await pageText(odd)) + (await self.text());
    const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, stdout, stderr, error }).toEqual({ status: 0, stdout: '', stderr: '', error: undefined });
  });
});

function seconds(value: number): Seconds {
  return value as Seconds;
}
