// 25 series of durations from SAP HANA that people have judged (github.com/SAP/performance-regression-data-set-small, CC-BY-4.0). It
// lies beside the repository and is not part of it. The method was chosen with these series known, so they show that it is
// implemented as it was meant, not how good it is elsewhere: docs/insight.md has simulations.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type LevelChange, levelChanges, recentLevelChanges } from '../../src/insight/level-changes.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/sap-hana-small-2021/', import.meta.url));
const isThere = existsSync(FOLDER);

const lines = (path: string): string[] => readFileSync(`${FOLDER}${path}`, 'utf8').trim().split(/\r?\n/).slice(1);

/** `last` counts the runs before the regression; undefined where nobody saw one. */
function labelled(): { name: string; last: number | undefined; values: Float64Array }[] {
  return lines('metadata/dataset_details.csv').map((line) => {
    const [type, name = '', last] = line.split(';');
    const values = Float64Array.from(lines(`data/${name}`), (row) => Number(row.split(',')[2]));
    return { name, last: type?.trim() === 'regression' ? Number(last) : undefined, values };
  });
}

const slower = (changes: readonly LevelChange[]): LevelChange[] => changes.filter(({ delta }) => delta > 0);

describe.skipIf(!isThere)(`the labelled set${isThere ? '' : ', which is not on this machine'}`, () => {
  test('has five regressions: all are found where they are, and nothing is in the twenty other series', () => {
    const found = labelled().map(({ name, last, values }) => ({
      name,
      last,
      at: slower(levelChanges(values)).map(({ at }) => at),
    }));
    const regressions = found.filter(({ last }) => last !== undefined);
    const hits = regressions.filter(
      ({ last = 0, at }) => at.length === 1 && at.every((place) => Math.abs(place - last) <= 10),
    );
    const flagged = found.filter(({ last, at }) => last === undefined && at.length > 0);
    console.info(
      `found ${hits.length} of ${regressions.length}, flagged ${flagged.length} of ${found.length - regressions.length}:`,
    );
    for (const { name, last, at } of regressions) console.info(`  ${name} labelled after ${last}, found after ${at}`);
    expect({ hits: hits.length, of: regressions.length, flagged, negative: found.length - regressions.length }).toEqual(
      {
        hits: 5,
        of: 5,
        flagged: [],
        negative: 20,
      },
    );
  });

  test('told run by run, is told of each regression within eight runs, and of nothing else', () => {
    let judged = 0;
    let falseAlarms = 0;
    const delays: number[] = [];
    for (const { last, values } of labelled()) {
      const alarms: number[] = [];
      for (let n = 1; n <= values.length; n++) {
        const isNegative = last === undefined || n <= last;
        if (isNegative) judged++;
        if (slower(recentLevelChanges(values.subarray(0, n))).length === 0) continue;
        if (isNegative) falseAlarms++;
        else alarms.push(n);
      }
      if (last !== undefined) delays.push((alarms[0] ?? Infinity) - last);
    }
    console.info(`delays ${delays} runs; ${falseAlarms} alarms at ${judged} points where nothing had changed`);
    expect({ falseAlarms, late: delays.filter((delay) => delay > 8) }).toEqual({ falseAlarms: 0, late: [] });
    expect(delays.length).toBe(5);
    expect(judged).toBeGreaterThan(13_000);
  });
});
