import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { UserError } from './user-error.ts';

/** A file's text; throws as readBytes does. */
export const readText = (path: string): string => readBytes(path).toString('utf8');

/**
 * A regular file's bytes. Throws what the file system says, and where: of a folder in the file's place it does not say that by itself. A FIFO
 * or a device in its place is refused: reading one may never end.
 */
export function readBytes(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(fd);
    if (!status.isFile() && !status.isDirectory()) throw new UserError(`${path} is not a regular file; move it away`);
    return readFileSync(fd);
  } catch (error) {
    if (error instanceof Error && !error.message.includes(path)) error.message += ` '${path}'`;
    throw error;
  } finally {
    closeSync(fd);
  }
}
