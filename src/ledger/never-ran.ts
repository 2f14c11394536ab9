// The configured hooks that have never been seen to run. They are no part of the ledger: where they come from says at any time
// which there are, and the ledger which of them have run.

import type { Micros } from '../base/units.ts';
import type { Identity } from '../journal/record.ts';
import { createEntry, freeze } from './entry.ts';
import type { EntrySnapshot, Snapshot } from './snapshot.ts';

export interface ConfiguredHook {
  /** A project of '' means any. */
  readonly identity: Identity;
  /** When it was first known to be configured. */
  readonly since: Micros;
  readonly timeout: Micros | undefined;
}

/**
 * Adds to a snapshot those that have no entry: an entry of the same hook and event, and of the project where one is named, is
 * one, whoever ran it and however long ago. No more than the cap leaves room for. Always the same objects for the same hook.
 */
export function createNeverRan(
  configured: readonly ConfiguredHook[],
  mostEntries: number,
): (snapshot: Snapshot) => Snapshot {
  const all = distinct(configured).map(atZero);
  let known: { readonly entries: number; readonly neverRan: readonly EntrySnapshot[] } | undefined;
  return (snapshot) => {
    if (all.length === 0) return snapshot;
    const { entries } = snapshot;
    // Entries only ever join, so as long as there are as many they are the same.
    if (known?.entries !== entries.length) known = { entries: entries.length, neverRan: without(all, entries) };
    return { ...snapshot, neverRan: known.neverRan.slice(0, Math.max(0, mostEntries - entries.length)) };
  };
}

/** A hook may stand in several files: it is configured since the first of them. */
function distinct(configured: readonly ConfiguredHook[]): readonly ConfiguredHook[] {
  const byKey = new Map<string, ConfiguredHook>();
  for (const hook of configured) {
    const { key } = hook.identity;
    const known = byKey.get(key);
    if (known === undefined || hook.since < known.since) byKey.set(key, hook);
  }
  return [...byKey.values()].sort((a, b) => (a.identity.key < b.identity.key ? -1 : 1));
}

const atZero = ({ identity, since, timeout }: ConfiguredHook): EntrySnapshot =>
  freeze({ ...createEntry(identity, 0, since), timeout }, undefined);

function without(all: readonly EntrySnapshot[], entries: readonly EntrySnapshot[]): readonly EntrySnapshot[] {
  const ran = new Set<string>();
  for (const { identity } of entries) ran.add(keyOf(identity, '')).add(keyOf(identity, identity.project));
  return all.filter(({ identity }) => !ran.has(keyOf(identity, identity.project)));
}

const keyOf = ({ hook, event }: Identity, project: string): string => `${hook}\u0000${event}\u0000${project}`;
