// What has to happen when a test is over.

import { afterAll, onTestFinished } from 'vitest';

const ofHooks: (() => unknown)[] = [];
afterAll(async () => {
  for (let act = ofHooks.pop(); act !== undefined; act = ofHooks.pop()) await act();
});

/**
 * After the test; outside of a test, after all tests of the file or of the `describe` around it. The last comes first. Files that share a
 * process load this module once, so that what `beforeAll` asks for is then done behind the first of them, or never.
 */
export function whenOver(act: () => unknown): void {
  let isDone = false;
  const once = async (): Promise<void> => {
    if (!isDone) {
      isDone = true;
      await act();
    }
  };
  try {
    onTestFinished(once);
  } catch {
    afterAll(once); // takes no effect in `beforeAll`
    ofHooks.push(once);
  }
}
