// In which order the rows stand. Live figures must not make rows jump: nobody could read or click them.

import type { Sorting } from './route.ts';
import { inOrder, sortRows, type TableRow } from './rows.ts';

export interface TableOrder {
  readonly names: readonly string[];
  /** What it was made for: other wishes are heard at once. */
  readonly wish: string;
  /** When it was made, in milliseconds. */
  readonly at: number;
}

const EVERY_MS = 5_000;

/** The order before stays for some seconds, and for as long as the pointer is over the rows (`isHeld`). */
export function nextOrder(
  before: TableOrder | undefined,
  rows: readonly TableRow[],
  { sorting, search, now, isHeld }: { sorting: Sorting; search: string; now: number; isHeld: boolean },
): TableOrder {
  const wish = `${sorting.column} ${sorting.direction} ${search}`;
  const stays = before !== undefined && before.wish === wish && (isHeld || now - before.at < EVERY_MS);
  if (stays && (isHeld || before.names.length > 0)) return before;
  return { names: sortRows(rows, sorting).map(({ hook }) => hook), wish, at: now };
}

export const ordered = (rows: readonly TableRow[], { names }: TableOrder): TableRow[] => inOrder(rows, names);
