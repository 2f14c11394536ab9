// Who this directory is among all that send to the same place.

import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { writeAtomically } from '../base/atomic-write.ts';
import { packageVersion } from '../base/package.ts';
import type { Places } from '../base/paths.ts';
import type { Origin } from '../exports/otlp.ts';

/** Its id is made once and kept in the directory: totals belong to that, not to a host name, which in containers changes at every start. */
export function originOf(places: Places, log: Logger): Origin {
  return { version: packageVersion(), instanceId: instanceIdOf(places, log), hostName: hostname() };
}

function instanceIdOf({ dir, instanceId: path }: Places, log: Logger): string {
  try {
    return idIn(path) ?? makeId(path);
  } catch (error) {
    log.warn({ err: String(error) }, `${path} cannot be kept; until then the id is made from host name and path`);
    return createHash('sha256').update(`${hostname()}\0${dir}`).digest('hex').slice(0, 32);
  }
}

/** Two that make one at once get the same: a link fails where the name exists. */
function makeId(path: string): string {
  const own = `${path}.${randomUUID()}`;
  writeAtomically(own, `${randomUUID()}\n`, { durable: true });
  try {
    if (readable(path) !== undefined) rmSync(path); // damaged, or there would be an id in it
    linkSync(own, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(own, { force: true });
  }
  const id = idIn(path);
  if (id === undefined) throw new Error(`${path} holds no id`);
  return id;
}

/** Whatever somebody may have written there himself, as long as it can be a label. */
const idIn = (path: string): string | undefined => /^[\w.:-]{1,200}(?=\n?$)/.exec(readable(path) ?? '')?.[0];

function readable(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
