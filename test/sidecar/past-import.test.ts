// One history, however it comes.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import { micros } from '../../src/base/units.ts';
import { emptyManifest } from '../../src/hosts/manifest.ts';
import { readSettings } from '../../src/sidecar/config.ts';
import { prepareDirectory } from '../../src/sidecar/directory.ts';
import { look, syncOnce, wallClock } from '../../src/sidecar/once.ts';
import { type Imported, importPast } from '../../src/sidecar/past-import.ts';
import { temporaryFolder } from '../support/folders.ts';
import { DAY_MS, noonAgo } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { failure, fileOf, success } from '../support/transcript-lines.ts';

const log = pino({ level: 'silent' });

function directory() {
  const dir = temporaryFolder();
  const places = placesIn(dir);
  const read = readSettings({}, {}, places.config);
  if (!read.ok) throw new Error(read.message);
  prepareDirectory(places);
  return { dir, places, settings: read.settings };
}

/** Of one day for the whole test, also at midnight. */
const NOON = noonAgo(0);

/** A run and its lines: about one in four is a failure, and they are spread over five days. */
const lineOf = (run: number): string => {
  const around = { timestamp: new Date(NOON - (run % 5) * DAY_MS + run).toISOString() };
  return run % 4 === 0 ? failure(`t${run}`, 1, {}, around) : success(`t${run}`, {}, around);
};

type Step =
  | { readonly do: 'import'; readonly files: readonly (readonly number[])[] }
  | { readonly do: 'sync' | 'lose' };

const file = fc.array(fc.nat({ max: 40 }), { maxLength: 25 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('import' as const), files: fc.array(file, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('sync', 'lose') }) },
);

test('any order, any repetition, any split over files and imports is the same history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
      const { dir, places, settings } = directory();
      const known = new Set<number>();
      for (const one of steps) {
        if (one.do === 'sync') await syncOnce(places, settings, log);
        if (one.do === 'lose')
          for (const path of [places.checkpoint, places.previousCheckpoint]) rmSync(path, { force: true });
        if (one.do !== 'import') continue;
        const files = one.files.map((runs) => {
          const path = join(temporaryFolder(), 'one.jsonl');
          writeFileSync(path, fileOf(...runs.map(lineOf)));
          return { path, bytes: 1 };
        });
        const { droppedThrough } = await look(places, settings, log);
        const imported = await importPast(files, {
          places,
          manifest: emptyManifest(),
          dryRun: false,
          since: micros(0),
          retentionDays: settings.retentionDays,
          droppedThrough,
          now: wallClock(),
          onRead: () => {},
        });
        const told = one.files.flat();
        const fresh = new Set(told.filter((run) => !known.has(run)));
        const old = told.filter((run) => known.has(run)).length;
        expect(countsOf(imported)).toEqual([fresh.size, old, told.length - fresh.size - old]);
        for (const run of fresh) known.add(run);
      }
      await syncOnce(places, settings, log);
      const { system_health } = metricsFileOf(dir);
      const failed = [...known].filter((run) => run % 4 === 0).length;
      expect(system_health.total_hook_executions).toBe(known.size);
      const rate = Number((((known.size - failed) / Math.max(1, known.size)) * 100).toFixed(2));
      expect(system_health.overall_success_rate).toBe(rate);
    }),
    { numRuns: 15 },
  );
});

const countsOf = ({ runs, skipped }: Imported): readonly number[] => [
  runs,
  skipped.get('already_imported') ?? 0,
  skipped.get('repeated') ?? 0,
];
