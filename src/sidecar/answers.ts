// What the holder of a directory can be asked, and what it answers: one JSON line each way.

export type Question = 'status' | 'sync';
export type Answer = Readonly<Record<string, unknown>>;

/** What stands for the answer of a holder that gives none: it is stopped, or hangs. */
export const SILENT: Answer = { state: 'silent' };
export const isSilent = (answer: Answer): boolean => answer['state'] === 'silent';

/** A `sync` holds the directory, and will be gone by itself. */
export const SYNCING = 'sync';
