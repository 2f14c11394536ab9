// Tells that there may be something new in a folder: at once where the system can, and ten times a second where it cannot.

import { type FSWatcher, statSync, watch } from 'node:fs';

const LOOK_MS = 100;
/** A busy journal changes hundreds of times a second: it is not looked at more often than this. */
const LEAST_MS = 40;
const RENEW_MS = 1000;

/** Calls `look` one at a time until it is closed. What it throws goes to `fail`. */
export function onChanges(folder: string, look: () => Promise<void>, fail: (error: unknown) => void): () => void {
  let running = false;
  let wanted = false;
  let isOver = false;
  let notBefore = 0;
  let waiting: NodeJS.Timeout | undefined;
  let watcher: { readonly inode: number; readonly handle: FSWatcher } | undefined;

  function changed(): void {
    wanted = true;
    if (running || isOver || waiting !== undefined) return;
    const wait = notBefore - performance.now();
    if (wait <= 0) void run();
    else waiting = setTimeout(run, wait);
  }

  async function run(): Promise<void> {
    waiting = undefined;
    running = true;
    wanted = false;
    try {
      await look();
    } catch (error) {
      fail(error);
    }
    running = false;
    notBefore = performance.now() + LEAST_MS;
    if (wanted) changed();
  }

  /** The folder may not be there yet, or be another one than before. */
  function renew(): void {
    const inode = statSync(folder, { throwIfNoEntry: false })?.ino;
    if (watcher?.inode === inode) return;
    watcher?.handle.close();
    watcher = inode === undefined ? undefined : watched(folder, inode, changed);
  }

  renew();
  const timers = [setInterval(changed, LOOK_MS), setInterval(guarded(renew), RENEW_MS)];
  return () => {
    isOver = true; // a look that is under way may not ask for another
    watcher?.handle.close();
    for (const timer of timers) clearInterval(timer);
    clearTimeout(waiting);
  };
}

/** Undefined where the system cannot: then looking has to do. */
function watched(folder: string, inode: number, changed: () => void): { inode: number; handle: FSWatcher } | undefined {
  try {
    return { inode, handle: watch(folder, changed).on('error', () => {}) };
  } catch {
    return undefined;
  }
}

/** A folder that cannot be looked at is told by whoever reads it. */
function guarded(work: () => void): () => void {
  return () => {
    try {
      work();
    } catch {
      return;
    }
  };
}
