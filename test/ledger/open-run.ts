import { micros } from '../../src/base/units.ts';
import { identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import type { OpenRun } from '../../src/ledger/state.ts';
import { AT, DAY } from '../support/shim-lines.ts';

export const PID = 4519;

/** An open run of this machine, `devbox`, without a declared timeout. */
export function openRun(fields: Partial<OpenRun> = {}): OpenRun {
  return {
    run: hashOf('a'),
    entryKey: identityOf('format').key,
    day: DAY,
    at: micros(AT),
    pid: PID,
    host: 'devbox',
    timeout: undefined,
    ...fields,
  };
}
