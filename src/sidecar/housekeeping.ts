// Seals the days that are over and lets the oldest go: the journal's log rotation.

import { rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import { DAY, dayStart, type Micros, micros, utcDay } from '../base/units.ts';
import { beginSeal, type DayFiles, finishSeal, listDays } from '../journal/segments.ts';
import { isOver, type Keeper } from './keeper.ts';

export interface Retention {
  readonly days: number;
  readonly bytes: number;
}

/** Sealing first, so that retention weighs the packed sizes. A day that cannot be sealed is logged and left for the next time. */
export async function keepHouse(
  keeper: Keeper,
  { places, retention, now, log }: { places: Places; retention: Retention; now: Micros; log: Logger },
): Promise<void> {
  await keeper.catchUp();
  const believed = believedTime(
    listDays(places.journal).map(({ day }) => day),
    now,
  );
  if (believed < now) tellOfJump(keeper, log, { now, believed });
  const days = listDays(places.journal).flatMap((files) => (isSealable(files, keeper, believed) ? [files.day] : []));
  await seal(days, { keeper, places, log });
  retain(keeper, { places, retention, now: believed, log });
}

/**
 * The time by which days are old. A clock that is months ahead, or a pause of months, looks the same: then the days before count as new until
 * runs of two days tell that the time is right.
 */
export function believedTime(days: readonly string[], now: Micros): Micros {
  const starts = days.map(dayStart);
  let [count, newest] = [0, now as number];
  for (const start of starts.toReversed()) {
    const isApart = newest - start > JUMP;
    if (isApart && count < PROVEN_DAYS) return micros(Math.min(now, start + DAY - 1));
    if (isApart) break;
    newest = start;
    count++;
  }
  return now;
}

/** Longer than a week, so that what runs once a week is no jump. */
const JUMP = 9 * DAY;
const PROVEN_DAYS = 2;

function tellOfJump(keeper: Keeper, log: Logger, { now, believed }: { now: Micros; believed: Micros }): void {
  if (told.has(keeper)) return;
  told.add(keeper);
  log.warn(
    { clock: utcDay(now), newest: utcDay(believed) },
    'the clock is far ahead of the newest runs: no day is packed or removed until runs of two days show that it is right',
  );
}

const told = new WeakSet<Keeper>();

/** A whole further day has passed since its last moment, and no run that began on it is open. */
function isSealable({ day, plain, sealing }: DayFiles, keeper: Keeper, now: Micros): boolean {
  // A seal that failed has left its renamed file behind.
  return (plain ?? sealing) !== undefined && isOver(day, now) && !hasOpenRun(keeper, day);
}

function hasOpenRun(keeper: Keeper, day: string): boolean {
  for (const run of keeper.ledger.openRuns()) if (run.day === day) return true;
  return false;
}

/** A shim opens, writes and closes within microseconds; one that had opened the file before its rename is done long before this. */
const WRITER_GRACE_MS = 200;

/** All of them at once: an import may have brought a hundred days, and writers and the disk are waited for once. */
async function seal(days: readonly string[], { keeper, places, log }: House): Promise<void> {
  const failed = (day: string, error: unknown): void =>
    log.error({ err: String(error) }, `${day} could not be compressed; it stays as it is`);
  const begun = days.filter((day) => {
    try {
      beginSeal(places.journal, day);
      return true;
    } catch (error) {
      failed(day, error);
      return false;
    }
  });
  if (begun.length === 0) return;
  await delay(WRITER_GRACE_MS);
  await keeper.catchUp();
  keeper.save(); // what is packed by the time of a crash has been counted, and need not be unpacked again
  for (const day of begun) await finish(day, keeper, places).catch((error: unknown) => failed(day, error));
  keeper.save();
}

interface House {
  readonly keeper: Keeper;
  readonly places: Places;
  readonly log: Logger;
}

async function finish(day: string, keeper: Keeper, places: Places): Promise<void> {
  await finishSeal(places.journal, day);
  const packed = listDays(places.journal).find((files) => files.day === day)?.packed;
  if (packed === undefined) return;
  keeper.tail.sealed(day, packed);
  keeper.ledger.forgetRuns(day);
}

function retain(
  keeper: Keeper,
  { places, retention, now, log }: { places: Places; retention: Retention; now: Micros; log: Logger },
): void {
  const days = listDays(places.journal).map((files) => ({ files, bytes: bytesOf(files) }));
  let total = days.reduce((sum, { bytes }) => sum + bytes, 0);
  const newest = days.slice(-Math.min(NEWEST_DAYS, retention.days)).map(({ files }) => files.day);
  for (const { files, bytes } of days) {
    const tooOld = dayStart(files.day) + (retention.days + 1) * DAY <= now && !newest.includes(files.day);
    if (!tooOld && total <= retention.bytes) return;
    if (files.packed === undefined || (files.plain ?? files.sealing) !== undefined || hasOpenRun(keeper, files.day))
      continue;
    // The current checkpoint and the one before must both have counted the day before its lines go.
    if (!keeper.save() || !keeper.save()) return;
    rmSync(files.packed);
    keeper.tail.dropped(files.day);
    keeper.ledger.dropDay(files.day);
    keeper.save();
    total -= bytes;
    log.info(
      { day: files.day, bytes },
      tooOld ? 'a day of the journal is past its retention' : 'the journal is over its size',
    );
  }
}

/** Whatever the clock says, these stay. */
const NEWEST_DAYS = 7;

function bytesOf({ packed, sealing, plain }: DayFiles): number {
  const sizes = [packed, sealing, plain].map((path) =>
    path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
