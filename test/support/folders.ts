// A folder of its own for a test, or for all tests of a file; gone when they are over.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

const ofTheFile: string[] = [];
afterAll(() => ofTheFile.splice(0).forEach(remove));

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-'));
  try {
    onTestFinished(() => remove(folder));
  } catch {
    forTheFile(folder);
  }
  return folder;
}

/** Made while the tests of a file are listed, or by one of its hooks. This module may serve many files: what it does when it is loaded, it does for the first. */
function forTheFile(folder: string): void {
  try {
    afterAll(() => remove(folder));
  } catch {
    ofTheFile.push(folder);
  }
}

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
