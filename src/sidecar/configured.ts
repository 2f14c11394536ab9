// Which hooks are configured, as manifest.json says it now.

import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { assertNever } from '../base/assert-never.ts';
import { micros, microsFromSeconds } from '../base/units.ts';
import type { HostId } from '../hosts/host.ts';
import { type ManifestHook, type ReadManifest, readManifest } from '../hosts/manifest.ts';
import { identityOf } from '../journal/record.ts';
import { type ConfiguredHook, createNeverRan } from '../ledger/never-ran.ts';
import type { Snapshot } from '../ledger/snapshot.ts';

export interface Configured {
  /** The snapshot with those that never ran. */
  addTo(snapshot: Snapshot): Snapshot;
  /** Reads the file again where it is another one than before; costs a stat where it is not. Never throws. */
  look(): void;
}

/** A manifest that cannot be read is logged once, and the last good one stays. */
export function createConfigured(path: string, mostEntries: number, log: Logger): Configured {
  let fingerprint: string | undefined;
  let neverRan = createNeverRan([], mostEntries);
  let trouble: string | undefined;

  function look(): void {
    const now = fingerprintOf(path);
    if (now === fingerprint) return;
    fingerprint = now;
    const read = attempt(path);
    if (read.ok) {
      if (trouble !== undefined) log.info(`${path} can be read again`);
      trouble = undefined;
      neverRan = createNeverRan(read.manifest.hooks.map(configuredHook), mostEntries);
      return;
    }
    if (trouble !== read.message) log.warn(`${read.message}; configured hooks that never ran are shown as before`);
    trouble = read.message;
  }

  look();
  return { addTo: (snapshot) => neverRan(snapshot), look };
}

function fingerprintOf(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? 'absent' : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeMs}`;
  } catch (error) {
    return String(error);
  }
}

function attempt(path: string): ReadManifest {
  try {
    return readManifest(path);
  } catch (error) {
    return { ok: false, message: `${path} cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

const configuredHook = ({ hook, event, host, project, since, timeout }: ManifestHook): ConfiguredHook => ({
  identity: identityOf(hook, event, agentOf(host), project ?? ''),
  since: micros(since),
  timeout: timeout === undefined ? undefined : microsFromSeconds(timeout),
});

/** What the shim will most likely call the host. */
function agentOf(host: HostId): string {
  switch (host) {
    case 'claude-code':
    case 'codex':
    case 'gemini-cli':
    case 'cursor':
    case 'copilot-cli':
      return host;
    case 'git':
    case 'husky':
    case 'lefthook':
    case 'pre-commit':
      return 'git';
    default:
      return assertNever(host);
  }
}
