// What has to happen when a test is over.

import { afterAll, onTestFinished } from 'vitest';

const ofTheFile: (() => unknown)[] = [];
afterAll(async () => {
  for (let act = ofTheFile.pop(); act !== undefined; act = ofTheFile.pop()) await act();
});

/** After the test; outside of a test, say in `beforeAll`, after all tests of the file. The last comes first. */
export function whenOver(act: () => unknown): void {
  try {
    onTestFinished(async () => void (await act()));
  } catch {
    ofTheFile.push(act);
  }
}
