// What receivers have last taken, kept over restarts. It only decides which series get their beginning sent along: what is lost or
// out of date here costs at most the first increase of a series.

import { writeAtomically } from '../base/atomic-write.ts';
import { readText } from '../base/read-text.ts';
import { micros } from '../base/units.ts';
import type { Told } from '../exports/beginnings.ts';
import { isPlainObject } from '../exports/plain-object.ts';

export interface ToldStore {
  /** Undefined for a receiver that has taken nothing yet. */
  read(): Told | undefined;
  /** Does nothing where it cannot be written. */
  write(told: Told): void;
}

/** @param address of the receiver, without credentials. */
export function createToldStore(path: string, address: string): ToldStore {
  return {
    read: () => readAll(path).get(address),
    write(told) {
      const others = Array.from(readAll(path)).filter(([other]) => other !== address);
      const newest = others.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST - 1);
      try {
        const text = JSON.stringify(Object.fromEntries([[address, told], ...newest]));
        writeAtomically(path, `${text}\n`, { durable: false });
      } catch {
        // The next push tries again.
      }
    },
  };
}

const MOST = 8;

function readAll(path: string): ReadonlyMap<string, Told> {
  const all = new Map<string, Told>();
  try {
    const value: unknown = JSON.parse(readText(path));
    for (const [address, told] of Object.entries(isPlainObject(value) ? value : {})) {
      if (!isPlainObject(told)) continue;
      const { lastBorn, at } = told;
      if (Number.isSafeInteger(lastBorn) && Number.isSafeInteger(at))
        all.set(address, { lastBorn: Number(lastBorn), at: micros(Number(at)) });
    }
  } catch {
    // None yet, or damaged.
  }
  return all;
}
