// A long history in transcripts, imported into days of the journal.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { noonAgo, tidyName } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { ago, put } from '../support/transcript-folder.ts';
import { fileOf, success } from '../support/transcript-lines.ts';

export function manyDays({ days, runsOfEach }: { readonly days: number; readonly runsOfEach: number }): void {
  test(`${days} days of ${runsOfEach} runs are imported, sealed, and counted again from the journal`, async () => {
    const dir = temporaryFolder();
    const folder = temporaryFolder();
    const yesterday = noonAgo(1);
    for (let day = 1; day <= days; day++) {
      const runs = Array.from({ length: runsOfEach }, (_, i) => success(`${day}-${i}`, { durationMs: i }, ago(day)));
      put(join(folder, `${day}.jsonl`), fileOf(...runs));
    }
    const all = days * runsOfEach;
    const env = { HOOKMETER_RETENTION_DAYS: '365' };
    const importAgain = async (): Promise<unknown> =>
      JSON.parse((await hookmeter(dir, ['import', 'transcripts', folder, '--json'], { env })).stdout);
    expect(await importAgain()).toMatchObject({ runs: all, days });
    const counted = () => metricsFileOf(dir).hook_performance['guard'];
    const whole = { total_executions: all, average_execution_time: (runsOfEach - 1) / 2 };
    expect(counted()).toMatchObject(whole);
    const names = readdirSync(join(dir, 'journal'));
    expect([names.length, names.filter((name) => name.endsWith('.gz')).length]).toEqual([
      days,
      tidyName(yesterday).endsWith('.gz') ? days : days - 1,
    ]);
    expect(await importAgain()).toMatchObject({ runs: 0, skipped: { already_imported: all } });
    for (const name of ['checkpoint.json', 'checkpoint.previous.json']) rmSync(join(dir, name));
    rmSync(join(dir, 'seen'), { recursive: true });
    expect((await hookmeter(dir, ['sync'], { env })).code).toBe(0);
    expect(counted()).toMatchObject(whole);
  });
}
