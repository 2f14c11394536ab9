// Which project a folder belonged to, by the rule that the shim has for runs of today.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The base name of the git work tree that a folder is in, as far as it is still there, else of the folder; '' for none. */
export function createProjects(): (folder: string) => string {
  const known = new Map<string, string>();
  return (folder) => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const project = basename(workTreeOf(folder) ?? folder);
    known.set(folder, project);
    return project;
  };
}

function workTreeOf(folder: string): string | undefined {
  if (!folder.startsWith('/')) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}
