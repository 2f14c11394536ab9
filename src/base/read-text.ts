import { readFileSync } from 'node:fs';

/** A file's text. Throws what the file system says, and where: of a folder in the file's place it does not say that by itself. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && !error.message.includes(path)) error.message += ` '${path}'`;
    throw error;
  }
}
