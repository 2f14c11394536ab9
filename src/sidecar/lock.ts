// One sidecar per directory: who can connect to the socket has found the holder. Pids would mean nothing across containers.

import { createHash } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What can be asked of the holder, and what it answers: one JSON line each way. */
export type Question = 'status' | 'sync';
export type Answer = Readonly<Record<string, unknown>>;

export type Acquired =
  | { readonly held: false; readonly release: () => Promise<void> }
  | { readonly held: true; readonly holder: Answer };

/**
 * Takes the directory, or finds out who holds it. Two that start at once cannot both get it: `link` fails where the name exists.
 * Throws when the folder of the socket cannot be written.
 */
export async function acquire(path: string, answer: (question: Question) => Promise<Answer>): Promise<Acquired> {
  const own = `${path}.${process.pid}`;
  rmSync(own, { force: true });
  const server = await listen(own, answer);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryLink(own, path)) return { held: false, release: releaser(server, path) };
      const holder = await ask(path, 'status');
      if (holder !== undefined) {
        server.close();
        return { held: true, holder };
      }
      await clearStale(path);
    }
    server.close();
    throw new Error(`${path} is taken and given up again all the time; another program seems to use that name`);
  } finally {
    rmSync(own, { force: true });
  }
}

const ATTEMPTS = 5;

/** The holder's answer, or undefined where nobody holds the directory. */
export function ask(path: string, question: Question, timeoutMs = 600_000): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`the sidecar did not answer within ${timeoutMs} ms`)));
    socket.on('error', (error) => (isNobody(error) ? resolve(undefined) : reject(error)));
    socket.on('connect', () => socket.write(`${question}\n`));
    createInterface({ input: socket })
      .on('error', () => {})
      .once('line', (line) => {
        socket.end();
        resolve(answerFrom(line));
      });
    // It closed without a word: it is on its way out, and will have let go in a moment.
    socket.on('close', () => resolve(undefined));
  });
}

/**
 * Where the socket of a directory is: in it, or, as socket addresses hold about 100 bytes
 * (https://man7.org/linux/man-pages/man7/unix.7.html), in a private runtime folder under a name made from the long path.
 */
export function socketPath(inDirectory: string, env: Readonly<Record<string, string | undefined>>): string {
  if (Buffer.byteLength(inDirectory) <= LONGEST_ADDRESS) return inDirectory;
  const folder = join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `hookmeter-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid) || (stat.mode & 0o077) !== 0) {
    throw new Error(
      `${folder} must be a folder of yours that nobody else can use (mode 0700); remove it and try again`,
    );
  }
  return join(folder, `${createHash('sha256').update(inDirectory).digest('hex').slice(0, 16)}.sock`);
}

const LONGEST_ADDRESS = 90; // room for the suffix of the name that is linked

function listen(path: string, answer: (question: Question) => Promise<Answer>): Promise<Server> {
  const server = createServer((socket) => serve(socket, answer));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function serve(socket: Socket, answer: (question: Question) => Promise<Answer>): void {
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket })
    .on('error', () => {})
    .once('line', (line) => {
      if (line !== 'status' && line !== 'sync') return void socket.end('{"error":"unknown question"}\n');
      answer(line).then(
        (given) => socket.end(`${JSON.stringify(given)}\n`),
        (error: unknown) => socket.end(`${JSON.stringify({ error: String(error) })}\n`),
      );
    });
}

function answerFrom(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isNobody(error: Error): boolean {
  return (
    'code' in error &&
    (error.code === 'ECONNREFUSED' || error.code === 'ENOENT' || error.code === 'ECONNRESET' || error.code === 'EPIPE')
  );
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead socket away; a living one that slipped into its place meanwhile is put back. */
async function clearStale(path: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if ((await ask(aside, 'status')) !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function releaser(server: Server, path: string): () => Promise<void> {
  const { ino } = statSync(path);
  return () =>
    new Promise((resolve) => {
      if (statSync(path, { throwIfNoEntry: false })?.ino === ino) rmSync(path, { force: true });
      server.close(() => resolve());
    });
}
