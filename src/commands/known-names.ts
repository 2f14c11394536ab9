// What to say where a name is none of those that there are.

import { nearNames } from '../base/near-names.ts';
import { quoted } from '../views/printable.ts';

const MOST_NAMED = 20;

/** What to say after "no … is named `asked`": the names that may have been meant, else those that there are, else `none`. */
export function insteadWords(asked: string, known: readonly string[], none: string): string {
  if (known.length === 0) return none;
  const near = nearNames(asked, known);
  if (near.length > 0) return `did you mean ${near.map(quoted).join(', ')}?`;
  return `known are ${known.slice(0, MOST_NAMED).map(quoted).join(', ')}${known.length > MOST_NAMED ? ', …' : ''}`;
}
