// Who has seen which series. A new series is served at its value from before its birth once to every scraper, so that its
// first runs count in increase(); this file remembers who had that. docs/decisions/0004-exports.md has the reasons.
//
// Two Prometheus servers behind one address look the same, so a scraper is a slot: a key (address and user agent) and the
// connection that it keeps open. Of the two possible mistakes, a true value too early loses one increase, and a zero after
// a true value counts everything twice; where it is unclear who is asking, only the first may happen.

import { DAY, type Micros, since } from '../base/units.ts';
import type { ScrapersState, SlotState } from './scrapers-state.ts';

/** One scraper, as it is at the moment. */
export interface Slot {
  readonly key: string;
  /** The highest birth number that this scraper was served: later series are held back in its next page. */
  readonly seen: number;
}

export interface Scrapers {
  /** Whose request this is. `connection` is any object that stays the same for one connection. */
  arrive(request: ScrapeRequest): Slot;
  /**
   * Whether this slot's true values may not be served yet, because a crash would forget that their zeros were. Write a
   * checkpoint first, and report it with `persisted`.
   */
  needsCheckpoint(slot: Slot): boolean;
  /** The page went out whole: the scraper now knows every series born up to `lastBorn` of the snapshot in it. */
  served(slot: Slot, lastBorn: number, now: Micros): void;
  /** The connection is closed. */
  left(connection: object): void;
  /** For the checkpoint. */
  state(): ScrapersState;
  /** This very state, as `state()` gave it, is on disk. */
  persisted(state: ScrapersState): void;
}

export interface ScrapeRequest {
  readonly key: string;
  readonly connection: object;
  /** Of the snapshot that will be served. */
  readonly lastBorn: number;
  readonly now: Micros;
}

/** Slots unused for this long are dropped. */
export const DROP_AFTER = DAY;
/** More scrapers than anybody has: only somebody who invents user agents gets here. */
export const MAX_SLOTS = 256;

/** @param state what a checkpoint held; without it every scraper is new, and gets true values at once. */
export function createScrapers(state: ScrapersState = { slots: [] }): Scrapers {
  const slots = new Set<OwnSlot>(state.slots.map(restored));
  const byConnection = new WeakMap<object, OwnSlot>();
  const bySlot = new WeakMap<Slot, OwnSlot>();
  const byState = new WeakMap<SlotState, OwnSlot>();
  /** By key, the highest birth number whose true value any scraper of that key may have been told. */
  const told = new Map<string, number>();
  for (const { key, seen } of slots) raise(told, key, seen);

  function slotFor({ key, connection, lastBorn, now }: ScrapeRequest): OwnSlot {
    const kept = byConnection.get(connection);
    if (kept !== undefined && kept.key === key && slots.has(kept)) return kept;
    if (kept !== undefined) left(connection);
    const slot = longestUnused(freeSlots(slots, key)) ?? newSlot(key, lastBorn, now);
    // It may be any scraper of this key that has come back: what one of them was told as true must not be zero again.
    slot.seen = Math.max(slot.seen, told.get(key) ?? 0);
    slot.connection = connection;
    slots.add(slot);
    byConnection.set(connection, slot);
    bySlot.set(slot, slot);
    return slot;
  }

  function left(connection: object): void {
    const slot = byConnection.get(connection);
    if (slot?.connection === connection) slot.connection = undefined;
    byConnection.delete(connection);
  }

  function drop(slot: OwnSlot | undefined): void {
    if (slot === undefined) return;
    slots.delete(slot);
    if (!Array.from(slots).some(({ key }) => key === slot.key)) told.delete(slot.key);
  }

  return {
    arrive(request) {
      for (const slot of slots) if (since(slot.lastSeenAt, request.now) > DROP_AFTER) drop(slot);
      const slot = slotFor(request);
      slot.lastSeenAt = request.now;
      raise(told, slot.key, slot.seen);
      if (slots.size > MAX_SLOTS) drop(longestUnused(slots));
      return slot;
    },
    needsCheckpoint(slot) {
      const own = bySlot.get(slot);
      return own !== undefined && own.seen > own.onDisk;
    },
    served(slot, lastBorn, now) {
      const own = bySlot.get(slot);
      if (own === undefined) return;
      own.seen = Math.max(own.seen, lastBorn);
      own.lastSeenAt = now;
    },
    left,
    state() {
      return {
        slots: Array.from(slots, (slot) => {
          const { key, seen, lastSeenAt } = slot;
          const saved = { key, seen, lastSeenAt };
          byState.set(saved, slot);
          return saved;
        }),
      };
    },
    persisted(written) {
      for (const saved of written.slots) {
        const slot = byState.get(saved);
        if (slot !== undefined) slot.onDisk = Math.max(slot.onDisk, saved.seen);
      }
    },
  };
}

interface OwnSlot extends Slot {
  seen: number;
  /** The `seen` of the checkpoint on disk; -1 while that does not know the slot. */
  onDisk: number;
  lastSeenAt: Micros;
  connection: object | undefined;
}

function raise(told: Map<string, number>, key: string, to: number): void {
  told.set(key, Math.max(told.get(key) ?? 0, to));
}

const freeSlots = (slots: Iterable<OwnSlot>, key: string): OwnSlot[] =>
  Array.from(slots).filter((slot) => slot.key === key && slot.connection === undefined);

/** Of several that are free this is the likeliest to be back: scrapers come round in a fixed order. */
function longestUnused(slots: Iterable<OwnSlot>): OwnSlot | undefined {
  return Array.from(slots).sort((a, b) => a.lastSeenAt - b.lastSeenAt)[0];
}

/** What exists at first contact is true at once: a zero would make years of runs look like one increase. */
function newSlot(key: string, lastBorn: number, now: Micros): OwnSlot {
  return { key, seen: lastBorn, onDisk: -1, lastSeenAt: now, connection: undefined };
}

/** Where the sidecar crashed, true values may have been told up to `seen`; never beyond, see needsCheckpoint. */
function restored({ key, seen, lastSeenAt }: SlotState): OwnSlot {
  return { key, seen, onDisk: seen, lastSeenAt, connection: undefined };
}
