// Between the question and its answer, somebody else may have changed a file or the manifest. Then it is planned once more when it is
// carried out, in a turn that no other install or uninstall of the directory shares.

import { existsSync, readFileSync } from 'node:fs';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { type Manifest, readManifest } from '../hosts/manifest.ts';
import { changes, type FilePlan } from '../hosts/plan.ts';
import { sha256 } from '../hosts/text-file.ts';
import { takeTurn } from '../sidecar/turn.ts';

interface Planned {
  readonly manifest: Manifest;
  readonly plans: readonly FilePlan[];
}

interface Agreement<P> {
  readonly seen: P;
  /** Whatever is planned instead is agreed to as well (`--yes`). */
  readonly anyway: boolean;
  /** Works it out anew. */
  plan(): P;
  carryOut(planned: P): void;
}

/** Returns what was carried out. Throws UserError, before anything is changed, where that would be something else than what was agreed to. */
export async function inTurn<P extends Planned>(
  places: Places,
  { seen, anyway, plan, carryOut }: Agreement<P>,
): Promise<P> {
  const endTurn = await takeTurn(places, 'install');
  try {
    const planned = isCurrent(seen, places) ? seen : plan();
    if (!anyway && outcomeOf(seen) !== outcomeOf(planned)) {
      throw new UserError('the files were changed by somebody else just now; nothing was changed. Try again');
    }
    carryOut(planned);
    return planned;
  } finally {
    await endTurn();
  }
}

function isCurrent({ manifest, plans }: Planned, places: Places): boolean {
  const read = readManifest(places.manifest);
  return (
    read.ok &&
    JSON.stringify(read.manifest) === JSON.stringify(manifest) &&
    plans.every(({ found: { target, file } }) => existsSync(target) && sha256(readFileSync(target)) === file.sha256)
  );
}

const outcomeOf = ({ plans }: Planned): string =>
  JSON.stringify(plans.filter(changes).map(({ found, after, moves }) => [found.target, after, moves]));
