// Ledger and cursors as one text, so that they are never saved apart: what counts as read is exactly what was counted.

import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import type { DayCursor } from '../journal/cursor.ts';
import { type LedgerState, ledgerStateSchema } from './state.ts';

export interface Checkpoint {
  readonly ledger: LedgerState;
  readonly days: readonly DayCursor[];
  /** How much of each seen file belongs to this checkpoint: its first `runs` hashes, with that checksum. */
  readonly seen: readonly SeenFileMark[];
  /** What each scraper has been served, see exports/scrapers.ts. */
  readonly scrapers: unknown;
}

export interface SeenFileMark {
  readonly day: string;
  readonly runs: number;
  readonly crc: number;
}

export type DecodedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly message: string };

const VERSION = 1;

export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const body = JSON.stringify(checkpoint);
  return `{"v":${VERSION},"crc":${crc32(body)},"body":${body}}\n`;
}

/** Never throws; a text that is damaged in any way, or from another version, is refused with the reason. */
export function decodeCheckpoint(text: string): DecodedCheckpoint {
  const match = ENVELOPE.exec(text);
  if (match === null) return { ok: false, message: 'it does not begin like a checkpoint' };
  const [opening, version, crc] = match;
  if (Number(version) !== VERSION) {
    return { ok: false, message: `it has version ${version}, and this hookmeter reads version ${VERSION}` };
  }
  if (!text.endsWith(CLOSING)) return { ok: false, message: 'it does not end like a checkpoint' };
  const body = text.slice(opening.length, -CLOSING.length);
  if (crc32(body) !== Number(crc)) return { ok: false, message: 'its checksum does not match its content' };
  const parsed = v.safeParse(bodySchema, jsonOf(body));
  if (!parsed.success) return { ok: false, message: `it has an unexpected shape: ${v.summarize(parsed.issues)}` };
  return { ok: true, checkpoint: parsed.output };
}

const ENVELOPE = /^\{"v":(\d+),"crc":(\d+),"body":/;
const CLOSING = '}\n';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const packedSchema = v.object({ size: count, offset: count, skipping: v.boolean() });
const plainSchema = v.object({
  file: v.object({ dev: v.number(), ino: v.number(), headLength: count, headHash: count }),
  offset: count,
  skipping: v.boolean(),
});

const bodySchema = v.object({
  ledger: ledgerStateSchema,
  days: v.array(
    v.pipe(
      v.object({ day: v.string(), packed: v.optional(packedSchema), plain: v.optional(plainSchema) }),
      v.transform(({ day, packed, plain }): DayCursor => ({ day, packed, plain })),
    ),
  ),
  seen: v.array(v.object({ day: v.string(), runs: count, crc: count })),
  scrapers: v.unknown(),
});
