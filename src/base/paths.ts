// Where things are kept: docs/journal.md, "Places".

import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export interface Places {
  readonly dir: string;
  readonly journal: string;
  readonly metricsFile: string;
  readonly checkpoint: string;
  readonly previousCheckpoint: string;
  /** Hashes of the runs that ended, one file per unsealed day; belongs to the checkpoints. */
  readonly seen: string;
  readonly socket: string;
  readonly config: string;
  readonly shellFunctions: string;
  readonly bin: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The directory by the same rule as the shim: HOOKMETER_DIR, XDG_STATE_HOME/hookmeter, ~/.local/state/hookmeter. */
export function stateDirectory(env: Environment): string {
  const own = env['HOOKMETER_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const state = env['XDG_STATE_HOME'];
  if (state !== undefined && isAbsolute(state)) return join(state, 'hookmeter');
  return join(env['HOME'] || homedir(), '.local', 'state', 'hookmeter');
}

export function placesIn(dir: string): Places {
  return {
    dir,
    journal: join(dir, 'journal'),
    metricsFile: join(dir, 'metrics.json'),
    checkpoint: join(dir, 'checkpoint.json'),
    previousCheckpoint: join(dir, 'checkpoint.previous.json'),
    seen: join(dir, 'seen'),
    socket: join(dir, 'sidecar.sock'),
    config: join(dir, 'config.json'),
    shellFunctions: join(dir, 'hookmeter.sh'),
    bin: join(dir, 'bin'),
  };
}
