// Where hosts are looked for: this person's home, and the project around the working directory.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Surroundings } from '../hosts/host.ts';

export function surroundings(): Surroundings {
  const folder = process.cwd();
  const project = projectAround(folder);
  const around = { home: process.env['HOME'] || homedir(), project, env: process.env };
  return folder === project ? around : { ...around, folder };
}

/** The nearest folder with a .git, as the shim finds it; a plain folder is its own project. */
function projectAround(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
