// A folder of its own for a test, or for all tests of a file; gone when they are over.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenOver } from './over.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-'));
  whenOver(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
