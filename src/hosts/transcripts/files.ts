// Which files are transcripts.

import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface TranscriptFile {
  readonly path: string;
  readonly bytes: number;
}

export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** Where Claude Code keeps them: https://code.claude.com/docs/en/env-vars has the variable. */
export function transcriptFolder(env: Readonly<Record<string, string | undefined>>): string {
  const own = env['CLAUDE_CONFIG_DIR'];
  return join(own || join(env['HOME'] || homedir(), '.claude'), 'projects');
}

/** A file itself, or every `*.jsonl` below a folder, by name; links to folders are not followed. Throws where the path itself is neither. */
export function transcriptsAt(path: string): {
  readonly files: readonly TranscriptFile[];
  readonly unreadable: readonly Unreadable[];
} {
  const stat = statSync(path);
  if (stat.isFile()) return { files: [{ path, bytes: stat.size }], unreadable: [] };
  if (!stat.isDirectory()) throw new Error('it is neither a file nor a folder');
  const files: TranscriptFile[] = [];
  const unreadable: Unreadable[] = [];
  const attempt = (at: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      unreadable.push({ path: at, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const walk = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const below = join(folder, entry.name);
      if (entry.isDirectory()) attempt(below, () => walk(below));
      else if (entry.name.endsWith('.jsonl')) {
        attempt(below, () => {
          const { size, isFile } = fileAt(below);
          if (isFile) files.push({ path: below, bytes: size });
        });
      }
    }
  };
  attempt(path, () => walk(path));
  return { files, unreadable };
}

/** What a link leads to counts; opening a pipe would wait for ever. */
function fileAt(path: string): { readonly size: number; readonly isFile: boolean } {
  const stat = statSync(path);
  return { size: stat.size, isFile: stat.isFile() };
}
