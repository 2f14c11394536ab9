// How hookmeter itself does.

import { type Seconds, toMillis } from '../../base/units.ts';
import { hookTotals } from '../../ledger/hook-totals.ts';
import type { Snapshot } from '../../ledger/snapshot.ts';
import type { Health } from './types.ts';

export interface HealthParts {
  readonly snapshot: Snapshot;
  readonly version: string;
  readonly startedAt: string;
  readonly lagBytes: number;
  readonly lagSeconds: Seconds;
  readonly writeErrors: number;
  readonly checkpointAge: Seconds | undefined;
}

export function healthOf(parts: HealthParts): Health {
  const { snapshot, version, startedAt, lagBytes, lagSeconds, writeErrors, checkpointAge } = parts;
  const totals = hookTotals(snapshot);
  const failures = totals.reduce((sum, { failed }) => sum + failed, 0);
  return {
    now: toMillis(snapshot.takenAt),
    version,
    started_at: startedAt,
    runs: totals.reduce((sum, { successful }) => sum + successful, failures),
    failures,
    open_runs: snapshot.reading.openRuns,
    lag_bytes: lagBytes,
    lag_seconds: lagSeconds,
    lines: snapshot.reading.lines,
    rejects: Object.fromEntries(snapshot.reading.rejects),
    lost_runs: totals.reduce((sum, { outcomes }) => sum + outcomes.lost, 0),
    write_errors: writeErrors,
    checkpoint_age_seconds: checkpointAge ?? null,
  };
}
