// Takes a directory and keeps it: a socket that somebody removed, alone or with the whole directory, is put back, so that
// no second sidecar can count the same journal beside this one.

import { existsSync } from 'node:fs';
import type { Places } from '../base/paths.ts';
import { type Answer, isSilent, type Question, SYNCING } from './answers.ts';
import { prepareDirectory } from './directory.ts';
import { type Acquired, acquire, ask, socketPath } from './lock.ts';

export interface Holding {
  /** False while the directory is gone or in other hands: then nothing in it may be written. */
  isOurs(): boolean;
  /** Takes the directory back where its socket has gone; tells who has it where that is somebody else. */
  check(): Promise<Answer | undefined>;
  release(): Promise<void>;
}

export type Taken =
  | { readonly held: false; readonly holding: Holding }
  | { readonly held: true; readonly holder: Answer };

/** A `sync` that holds the directory is waited for; a sidecar is not. Throws when the directory cannot be used. */
export async function takeDirectory(places: Places, answer: (question: Question) => Promise<Answer>): Promise<Taken> {
  const socket = socketPath(places.socket, process.env);
  prepareDirectory(places);
  const first = await acquirePatiently(socket, answer);
  if (first.held) return first;
  let lock = first;
  return {
    held: false,
    holding: {
      isOurs: () => lock.isOurs(),
      async check() {
        if (lock.isOurs() || !existsSync(places.dir)) return undefined;
        prepareDirectory(places);
        const again = await acquirePatiently(socket, answer);
        if (again.held) return again.holder;
        await lock.release();
        lock = again;
        return undefined;
      },
      release: () => lock.release(),
    },
  };
}

async function acquirePatiently(socket: string, answer: (question: Question) => Promise<Answer>): Promise<Acquired> {
  for (;;) {
    const acquired = await acquire(socket, answer);
    if (!acquired.held || acquired.holder['state'] !== SYNCING) return acquired;
    await askToSync(socket); // answered, or cut off, when it is done
  }
}

/** As long as reading the largest journal may take. */
export const askToSync = (socket: string): Promise<Answer | undefined> => ask(socket, 'sync', 600_000);

export function heldMessage(dir: string, holder: Answer): string {
  const sidecar = isSilent(holder)
    ? 'a sidecar that does not answer'
    : `the sidecar with pid ${holder['pid']}, started ${holder['startedAt']}`;
  return `${dir} is held by ${sidecar}; stop that one, or choose another directory with --dir`;
}
