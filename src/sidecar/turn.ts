// One push of a directory at a time: an older page that arrives after a newer one would look like a counter that went back. And one
// import: each looks up what the journal holds before it adds to it. And one install or uninstall: each adds to what manifest.json says.

import type { Places } from '../base/paths.ts';
import { withResolvers } from '../base/promise.ts';
import { UserError } from '../base/user-error.ts';
import { isSilent } from './answers.ts';
import { prepareDirectory } from './directory.ts';
import { askToSync } from './holding.ts';
import { acquire, socketPath } from './lock.ts';

export type Turn = 'push' | 'import' | 'install';

/**
 * Waits until no other of its kind is under way in this directory; the caller ends its turn with what it gets. Throws UserError where the other
 * one hangs. For `install` the directory is there already: an uninstall is to make nothing that was not there.
 */
export async function takeTurn(places: Places, what: Turn): Promise<() => Promise<void>> {
  if (what !== 'install') prepareDirectory(places);
  const socket = socketPath(places[`${what}Socket`], process.env);
  for (;;) {
    const done = withResolvers<void>();
    const taken = await acquire(socket, async (question) => {
      if (question === 'sync') await done.promise;
      return { pid: process.pid, state: what };
    });
    if (!taken.held) {
      return async () => {
        done.resolve();
        await taken.release();
      };
    }
    const answer = isSilent(taken.holder) ? taken.holder : await askToSync(socket);
    if (answer !== undefined && isSilent(answer)) {
      throw new UserError(
        `another ${what} of ${places.dir} does not come to its end; stop that one, and ${what} again`,
      );
    }
  }
}
