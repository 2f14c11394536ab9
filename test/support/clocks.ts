// Clocks for programs of Node, so that none of their times is that of the machine. Each is an environment.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folders.ts';
import type { Env } from './programs.ts';

/** The clock goes on by 600 ms with every look: all work takes long. */
export const slowClock = (): Env =>
  preloaded(`
    let now = 0;
    Object.defineProperty(performance, 'now', { value: () => (now += 600), configurable: true });
  `);

/** Every pause is over at once: who waits for what never comes gives up soon. */
export const noPauses = (): Env =>
  preloaded(`
    require('node:timers/promises').setTimeout = async (_, value) => value;
    require('node:module').syncBuiltinESMExports();
  `);

function preloaded(code: string): Env {
  const path = join(temporaryFolder(), 'clock.cjs');
  writeFileSync(path, code);
  return { NODE_OPTIONS: `--require "${path}"` };
}
