// A pace as plain data for the checkpoint, and back. Three numbers a group, in base64: an eighth of what JSON would take.

import * as v from 'valibot';
import { micros, SECOND } from '../base/units.ts';
import { createPace, GROUP_RUNS, type Pace } from './pace.ts';
import { groupsOf, mostGroups, type PaceLevel, pushGroup } from './pace-groups.ts';

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const base64 = v.pipe(v.string(), v.base64());

export const paceSchema = v.object({
  /** By level: sum, raw sum and second of each group, as 32-bit integers. */
  levels: v.pipe(v.array(base64), v.length(GROUP_RUNS.length)),
  past: v.object({ runs: positive, sum: positive, raw: positive, until: v.pipe(positive, v.transform(micros)) }),
  usual: v.object({ runs: positive, mean: positive, variance: positive, last: positive }),
  unrest: positive,
  clear: v.optional(v.object({ from: v.pipe(positive, v.transform(micros)), isSlower: v.boolean() })),
});
export type PaceState = v.InferOutput<typeof paceSchema>;

export function stateOfPace(pace: Pace): PaceState {
  const { levels, past, usual, unrest, clear } = pace;
  return { levels: levels.map(packed), past: { ...past }, usual: { ...usual }, unrest, clear };
}

export function paceFrom(state: PaceState): Pace {
  const pace = createPace();
  for (const [i, level] of pace.levels.entries()) unpack(state.levels[i] ?? '', level);
  Object.assign(pace.past, state.past);
  Object.assign(pace.usual, state.usual);
  pace.unrest = state.unrest;
  pace.clear = state.clear;
  return pace;
}

const GROUP_BYTES = 12;
/** In 2106: a clock that is further off is wrong anyway, and must not keep the checkpoint from being written. */
const LAST_SECOND = 2 ** 32 - 1;

function packed(level: PaceLevel): string {
  const groups = groupsOf(level);
  const bytes = Buffer.allocUnsafe(groups.length * GROUP_BYTES);
  for (const [i, { sum, raw, from }] of groups.entries()) {
    bytes.writeUInt32LE(sum, i * GROUP_BYTES);
    bytes.writeUInt32LE(raw, i * GROUP_BYTES + 4);
    bytes.writeUInt32LE(Math.min(LAST_SECOND, Math.floor(from / SECOND)), i * GROUP_BYTES + 8);
  }
  return bytes.toString('base64');
}

/** As many as there is room for: the oldest of more are not ours. */
function unpack(text: string, level: PaceLevel): void {
  const bytes = Buffer.from(text, 'base64');
  const groups = Math.min(Math.floor(bytes.length / GROUP_BYTES), mostGroups(level));
  for (let at = bytes.length - groups * GROUP_BYTES; at < bytes.length; at += GROUP_BYTES) {
    pushGroup(level, bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8) * SECOND);
  }
}
