// What a checkpoint remembers of the scrapers, checked on the way in.

import { type Micros, micros } from '../base/units.ts';
import { isPlainObject } from './plain-object.ts';

export interface ScrapersState {
  readonly slots: readonly SlotState[];
}

export interface SlotState {
  /** Address and user agent. */
  readonly key: string;
  /** The highest birth number that the scraper was served. */
  readonly seen: number;
  /** When it last arrived or was served. */
  readonly lastSeenAt: Micros;
}

/** `undefined` for anything that is not a scrapers' state as JSON gives it back. */
export function parseScrapers(value: unknown): ScrapersState | undefined {
  if (!isPlainObject(value) || !Array.isArray(value['slots'])) return undefined;
  const slots: SlotState[] = [];
  for (const item of value['slots']) {
    const slot = parseSlot(item);
    if (slot === undefined) return undefined;
    slots.push(slot);
  }
  return { slots };
}

function parseSlot(value: unknown): SlotState | undefined {
  if (!isPlainObject(value)) return undefined;
  const { key, seen, lastSeenAt } = value;
  if (typeof key !== 'string' || !isCount(seen) || !isCount(lastSeenAt)) return undefined;
  return { key, seen, lastSeenAt: micros(lastSeenAt) };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
