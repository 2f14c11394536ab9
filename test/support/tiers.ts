// What a test file needs decides when it runs. A unit test needs nothing beyond Node; a system test starts programs or reads what was
// built; what takes long (every version of everything, long series, fuzzing) has `.full.` in its name.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Tier = 'unit' | 'system' | 'full';

const TEST = join(import.meta.dirname, '..');

/** Every test file of a tier, by its path from test/. */
export const testFiles = (tier: Tier): readonly string[] =>
  readdirSync(TEST, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.(?:ts|mjs)$/.test(path) && tierOf(path) === tier)
    .sort();

export function tierOf(path: string): Tier {
  if (path.includes('.full.test.')) return 'full';
  return reached(join(TEST, path)).some((source) => NEEDS_MORE.test(source)) ? 'system' : 'unit';
}

/** Threads of ours run what was built. */
const NEEDS_MORE = /from 'node:child_process'|from 'playwright-core'|[/'"]dist['"/]|-thread\.ts'/;

/** The text of a file and of all that it imports from test/, directly or not. */
function reached(file: string, seen: Set<string> = new Set()): readonly string[] {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  const imported = Array.from(source.matchAll(/^(?:import|export|\}) .*?'(\.[^']+)';$/gm), ([, target = '']) =>
    join(dirname(file), target),
  );
  return [source, ...imported.filter((target) => target.startsWith(TEST)).flatMap((target) => reached(target, seen))];
}
