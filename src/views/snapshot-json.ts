// The snapshot for /api/snapshot: all totals, as the ledger has them.

import type { Snapshot } from '../ledger/snapshot.ts';

/** JSON text. What the ledger keeps in maps becomes an object; a key may be any text, even `__proto__`. */
export const snapshotJson = (snapshot: Snapshot): string =>
  JSON.stringify(snapshot, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value));
