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
  /** Where a `push` takes its turn. */
  readonly pushSocket: string;
  /** Where an `import` takes its turn. */
  readonly importSocket: string;
  /** Where an `install` or `uninstall` takes its turn. */
  readonly installSocket: string;
  /** What tells the numbers of this directory from those of others, wherever they are collected. */
  readonly instanceId: string;
  /** What receivers have last taken. */
  readonly told: string;
  readonly config: string;
  readonly shellFunctions: string;
  readonly bin: string;
  /** The configured hooks. */
  readonly manifest: string;
  /** Files of hosts as they were before install changed them. */
  readonly backups: string;
  /** Runs as they were, to compare with. */
  readonly baselines: string;
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
    pushSocket: join(dir, 'push.sock'),
    importSocket: join(dir, 'import.sock'),
    installSocket: join(dir, 'install.sock'),
    instanceId: join(dir, 'instance-id'),
    told: join(dir, 'told.json'),
    config: join(dir, 'config.json'),
    shellFunctions: join(dir, 'hookmeter.sh'),
    bin: join(dir, 'bin'),
    manifest: join(dir, 'manifest.json'),
    backups: join(dir, 'backups'),
    baselines: join(dir, 'baselines'),
  };
}
