// Waits for conditions, never for moments.

import { setTimeout as delay } from 'node:timers/promises';

/** Thrown inside a condition: waiting longer is of no use. */
export class GivenUp extends Error {}

/** The first result that is neither undefined nor false. An error in the condition counts as "not yet", and is told at the deadline. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 150_000,
): Promise<T> {
  const began = performance.now();
  const deadline = began + withinMs;
  for (;;) {
    let trouble: unknown;
    try {
      const result = await condition();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      if (error instanceof GivenUp) throw error;
      trouble = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${what}`, trouble === undefined ? {} : { cause: trouble });
    }
    // What comes soon is seen soon; what takes its time is not asked for two hundred times a second.
    await delay(Math.min(50, 5 + (performance.now() - began) / 20));
  }
}
