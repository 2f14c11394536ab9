// The package that this file is part of, installed or in a checkout.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** A path inside the package. */
export const packageFile = (relative: string): string => fileURLToPath(new URL(relative, ROOT));

/** As in package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error(`${packageFile('package.json')} has no version`);
}
