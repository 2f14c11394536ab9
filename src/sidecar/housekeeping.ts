// Seals the days that are over and lets the oldest go: the journal's log rotation.

import { rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Places } from '../base/paths.ts';
import { DAY, dayStart, type Micros } from '../base/units.ts';
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
  const days = listDays(places.journal).flatMap((files) => (isSealable(files, keeper, now) ? [files.day] : []));
  await seal(days, { keeper, places, log });
  retain(keeper, { places, retention, now, log });
}

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
  for (const { files, bytes } of days) {
    const tooOld = dayStart(files.day) + (retention.days + 1) * DAY <= now;
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

function bytesOf({ packed, sealing, plain }: DayFiles): number {
  const sizes = [packed, sealing, plain].map((path) =>
    path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
