// A folder of its own for a test, or for all tests of a file; gone when they are over.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

const ofHooks: string[] = [];
afterAll(() => ofHooks.splice(0).forEach(remove));

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-'));
  try {
    onTestFinished(() => remove(folder));
  } catch {
    // Outside of a test, it is for the whole file, or for the `describe` around it; within `beforeAll`, that takes no effect any more.
    afterAll(() => remove(folder));
    ofHooks.push(folder);
  }
  return folder;
}

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
