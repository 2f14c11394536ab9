// Whether somebody counts what is shown here.

import type { Places } from '../../base/paths.ts';
import { isSilent } from '../../sidecar/answers.ts';
import { ask, socketPath } from '../../sidecar/lock.ts';
import type { SidecarState } from '../../views/watch/view.ts';

const PATIENCE_MS = 1000;

export async function sidecarState(places: Places): Promise<SidecarState> {
  try {
    const answer = await ask(socketPath(places.socket, process.env), 'status', PATIENCE_MS);
    if (answer === undefined) return { kind: 'none' };
    if (isSilent(answer)) return { kind: 'silent' };
    if (answer['state'] !== 'running') return { kind: 'starting' };
    return { kind: 'counting', unreadBytes: Number(answer['lagBytes'] ?? 0) };
  } catch {
    return { kind: 'silent' }; // there is one, and it is not for us
  }
}
