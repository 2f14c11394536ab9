// What becomes of a run whose process has gone without an end record. Pure: the clock and the processes are arguments.

import { DAY, type Micros, micros, SECOND, since } from '../base/units.ts';
import { runKey } from '../journal/run-hash.ts';
import type { OpenRun } from './state.ts';

export interface Verdict {
  readonly run: OpenRun;
  readonly outcome: 'lost' | 'timed_out';
}

export interface Settler {
  /** Looks which open runs still have their process. `startTimes` as in base/processes.ts. */
  observe(open: Iterable<OpenRun>, startTimes: ReadonlyMap<number, Micros>, now: Micros): void;
  /** The open runs that are over. `readSince` is when the last complete pass over the journal began. */
  verdicts(open: Iterable<OpenRun>, readSince: Micros, now: Micros): readonly Verdict[];
  /** Pids on this host whose processes matter. */
  pids(open: Iterable<OpenRun>): readonly number[];
}

/** A run's process starts before the run does; what started later has only inherited the pid. Clocks are compared in seconds. */
const CLOCK_SLACK = 2 * SECOND;
/** A death is dated by the looks before and after it; they are a second apart while something is open. */
const LOOK_SLACK = 2.5 * SECOND;
const GRACE = 60 * SECOND;

interface Sighting {
  lastAlive: Micros | undefined;
  /** When the process was first seen to be gone. */
  goneAt: Micros | undefined;
  /** How old the process was at the last look. */
  age: Micros | undefined;
}

export function createSettler(host: string): Settler {
  let sightings = new Map<string, Sighting>();
  const isHere = (run: OpenRun): boolean => run.host === host && run.pid !== undefined;

  function look(run: OpenRun, sighting: Sighting, processStart: Micros | undefined, now: Micros): void {
    if (sighting.goneAt !== undefined) return;
    if (processStart === undefined || isOther(processStart, run, sighting, now)) {
      sighting.goneAt = now;
      return;
    }
    sighting.age = since(processStart, now);
    sighting.lastAlive = now;
  }

  /**
   * Once seen, a process is known by its age, which only grows: when the wall clock steps, the system dates the start of every
   * process anew.
   */
  function isOther(processStart: Micros, run: OpenRun, { age }: Sighting, now: Micros): boolean {
    if (age === undefined) return processStart > run.at + CLOCK_SLACK;
    return since(processStart, now) + CLOCK_SLACK < age;
  }

  return {
    observe(open, startTimes, now) {
      const still = new Map<string, Sighting>();
      for (const run of open) {
        if (!isHere(run) || run.pid === undefined) continue;
        const key = runKey(run.run);
        const sighting = sightings.get(key) ?? { lastAlive: undefined, goneAt: undefined, age: undefined };
        look(run, sighting, startTimes.get(run.pid), now);
        still.set(key, sighting);
      }
      sightings = still;
    },
    verdicts(open, readSince, now) {
      const verdicts: Verdict[] = [];
      for (const run of open) {
        const outcome = isHere(run)
          ? outcomeHere(run, sightings.get(runKey(run.run)), readSince)
          : outcomeElsewhere(run, micros(Math.min(readSince, now)));
        if (outcome !== undefined) verdicts.push({ run, outcome });
      }
      return verdicts;
    },
    pids: (open) => [...open].flatMap((run) => (isHere(run) && run.pid !== undefined ? [run.pid] : [])),
  };
}

/** Only after the journal was read to its end since the process was seen gone: the end record may have been in what was unread. */
function outcomeHere(run: OpenRun, sighting: Sighting | undefined, readSince: Micros): Verdict['outcome'] | undefined {
  if (sighting?.goneAt === undefined || sighting.goneAt > readSince) return undefined;
  if (run.timeout === undefined || sighting.lastAlive === undefined) return 'lost';
  const deadline = run.at + run.timeout;
  return sighting.lastAlive >= deadline - LOOK_SLACK && sighting.goneAt >= deadline ? 'timed_out' : 'lost';
}

/** Of a process that cannot be seen from here only the deadline tells, once all was read that was written up to then. */
function outcomeElsewhere(run: OpenRun, readSince: Micros): 'lost' | undefined {
  return readSince > micros(run.at + (run.timeout ?? DAY) + GRACE) ? 'lost' : undefined;
}
