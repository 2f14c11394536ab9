// One sidecar per directory: who can connect to the socket has found the holder. Pids would mean nothing across containers.

import { createHash, randomBytes } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Answer, type Question, SILENT } from './answers.ts';

type Answerer = (question: Question) => Promise<Answer>;

export type Acquired =
  | { readonly held: false; readonly isOurs: () => boolean; readonly release: () => Promise<void> }
  | { readonly held: true; readonly holder: Answer };

/**
 * Takes the directory, or finds out who holds it. Two that start at once cannot both get it: `link` fails where the name exists.
 * Throws when the folder of the socket cannot be written.
 */
export async function acquire(path: string, answer: Answerer): Promise<Acquired> {
  // Not the pid: in two containers both may have the same one.
  const own = `${path}.${randomBytes(3).toString('hex')}`;
  const server = await listen(own, answer);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryLink(own, path)) {
        removeLeftovers(path);
        return { held: false, ...server.heldAt(path) };
      }
      const holder = await ask(path, 'status');
      if (holder !== undefined) {
        await server.close();
        return { held: true, holder };
      }
      await clearStale(path, `${own}.stale`);
    }
    await server.close();
    throw new Error(`${path} is taken and given up again all the time; another program seems to use that name`);
  } finally {
    rmSync(own, { force: true });
  }
}

const ATTEMPTS = 5;

/** The holder's answer, or undefined where nobody holds the directory. One that does not answer in time is `isSilent`. */
export function ask(path: string, question: Question, timeoutMs: number = PATIENCE_MS): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const patience = setTimeout(() => {
      resolve(SILENT);
      socket.destroy();
    }, timeoutMs);
    socket.on('error', (error) => (isNobody(error) ? resolve(undefined) : reject(error)));
    socket.on('connect', () => socket.write(`${question}\n`));
    createInterface({ input: socket })
      .on('error', () => {})
      .once('line', (line) => {
        socket.end();
        resolve(answerFrom(line));
      });
    // It closed without a word: it is on its way out, and will have let go in a moment.
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(undefined);
    });
  });
}

const PATIENCE_MS = 5000;

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

const LONGEST_ADDRESS = 90; // of 103 on macOS: room for the suffix of the names that are linked and renamed

interface Listening {
  heldAt(path: string): { readonly isOurs: () => boolean; readonly release: () => Promise<void> };
  close(): Promise<void>;
}

async function listen(path: string, answer: Answerer): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, answer);
  });
  server.unref();
  await listening(server, path);
  const { dev, ino } = statSync(path);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    close,
    heldAt(held) {
      const isOurs = (): boolean => {
        const stat = statSync(held, { throwIfNoEntry: false });
        return stat?.dev === dev && stat.ino === ino;
      };
      return {
        isOurs,
        async release() {
          if (isOurs()) rmSync(held, { force: true });
          await close();
        },
      };
    },
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serve(socket: Socket, answer: Answerer): void {
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

const isNobody = (error: Error): boolean => 'code' in error && NOBODY.has(String(error.code));
// ENOTSOCK: what has the name is no socket at all (macOS; Linux refuses the connection).
const NOBODY: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ENOTSOCK']);

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Sockets under the names of their own that killed starts left; taking the directory needs seconds at most. */
function removeLeftovers(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  for (const left of readdirSync(folder)) {
    if (!left.startsWith(`${name}.`) || !/^[0-9a-f]{6}(\.stale)?$/.test(left.slice(name.length + 1))) continue;
    const age = Date.now() - (statSync(join(folder, left), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LEFT_AFTER_MS) rmSync(join(folder, left), { force: true });
  }
}

const LEFT_AFTER_MS = 60_000;

/** Takes a dead socket away; a living one that slipped into its place meanwhile is put back. */
async function clearStale(path: string, aside: string): Promise<void> {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if ((await ask(aside, 'status')) !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
}
