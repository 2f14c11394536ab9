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

  function slotFor({ key, connection, lastBorn, now }: ScrapeRequest): OwnSlot {
    const kept = byConnection.get(connection);
    if (kept !== undefined && kept.key === key && slots.has(kept)) return kept;
    const slot = takeOver(slots, key) ?? newSlot(key, lastBorn, now);
    slots.add(slot);
    slot.connection = connection;
    byConnection.set(connection, slot);
    bySlot.set(slot, slot);
    return slot;
  }

  function left(connection: object): void {
    const slot = byConnection.get(connection);
    byConnection.delete(connection);
    if (slot?.connection !== connection) return;
    slot.connection = undefined;
    if (isSuperseded(slots, slot)) drop(slots, slot);
  }

  return {
    arrive(request) {
      const kept = byConnection.get(request.connection);
      if (kept !== undefined && kept.key !== request.key) left(request.connection);
      for (const slot of slots) if (since(slot.lastSeenAt, request.now) > DROP_AFTER) drop(slots, slot);
      const slot = slotFor(request);
      slot.told = slot.seen;
      slot.lastSeenAt = request.now;
      if (slots.size > MAX_SLOTS) drop(slots, longestUnused(slots));
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
          const saved = saveable(slot);
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
  /** The highest birth number whose true value may have been sent: never more than `seen`. */
  told: number;
  /** What others of this key were told who may be the next to take this slot over. */
  floor: number;
  /** The `seen` of the checkpoint on disk; -1 while that does not know the slot. */
  onDisk: number;
  readonly firstSeenAt: Micros;
  lastSeenAt: Micros;
  connection: object | undefined;
}

/** The slot of a scraper that was away: the one unused for longest, since scrapers come round in a fixed order. */
function takeOver(slots: ReadonlySet<OwnSlot>, key: string): OwnSlot | undefined {
  const free = Array.from(slots).filter((slot) => slot.key === key && slot.connection === undefined);
  if (free.length === 0) return undefined;
  const slot = longestUnused(free);
  shareFloor(slots, slot);
  // Whoever arrives may be the owner of any free slot: what one of them was told as true must not be zero again.
  slot.seen = Math.max(slot.seen, slot.floor, ...free.map(({ told }) => told));
  return slot;
}

/** What the last owner of a slot was told stays known, in case it comes back and has to take another slot. */
function shareFloor(slots: Iterable<OwnSlot>, from: OwnSlot): void {
  const told = Math.max(from.told, from.floor);
  for (const slot of slots) if (slot.key === from.key && slot !== from) slot.floor = Math.max(slot.floor, told);
}

function drop(slots: Set<OwnSlot>, slot: OwnSlot): void {
  slots.delete(slot);
  shareFloor(slots, slot);
}

/**
 * A connection that dies unseen looks open until a timeout closes it; its scraper has long come back as a new slot. The
 * old slot then has no owner, and must not wait for a scraper that knows more than it does.
 */
function isSuperseded(slots: ReadonlySet<OwnSlot>, slot: OwnSlot): boolean {
  return Array.from(slots).some((other) => other.key === slot.key && other.firstSeenAt > slot.lastSeenAt);
}

function longestUnused(slots: Iterable<OwnSlot>): OwnSlot {
  return Array.from(slots).reduce((a, b) => (b.lastSeenAt < a.lastSeenAt ? b : a));
}

/** What exists at first contact is true at once: a zero would make years of runs look like one increase. */
function newSlot(key: string, lastBorn: number, now: Micros): OwnSlot {
  return {
    key,
    seen: lastBorn,
    told: lastBorn,
    floor: 0,
    onDisk: -1,
    firstSeenAt: now,
    lastSeenAt: now,
    connection: undefined,
  };
}

/** A new owner after a restart may have been told anything up to `seen` or the floor. */
function saveable({ key, seen, floor, lastSeenAt }: OwnSlot): SlotState {
  return { key, seen: Math.max(seen, floor), lastSeenAt };
}

function restored({ key, seen, lastSeenAt }: SlotState): OwnSlot {
  return {
    key,
    seen,
    told: seen,
    floor: 0,
    onDisk: seen,
    firstSeenAt: lastSeenAt,
    lastSeenAt,
    connection: undefined,
  };
}
