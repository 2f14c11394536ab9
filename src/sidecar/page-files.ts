// The live page as it was bundled: a few files, read once.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { App, Asked } from './app.ts';

interface PageFile {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Only what this server sent may run, and it may talk to nobody else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
]);

/** Serves the page at `/` and its files beside it; false where nothing was bundled. */
export function servePage(app: App, folder: string): boolean {
  const files = filesIn(folder);
  const index = files.get('index.html');
  if (index === undefined) return false;
  app.get('/', (context) => answer(context, index));
  for (const [name, file] of files) app.get(`/${name}`, (context) => answer(context, file));
  return true;
}

function answer(context: Asked, { plain, packed, headers }: PageFile): Response {
  if (context.req.header('if-none-match') === headers['ETag']) return context.body(null, 304, headers);
  const mayPack = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
  return mayPack
    ? context.body(packed, 200, { ...headers, 'Content-Encoding': 'gzip' })
    : context.body(plain, 200, headers);
}

function filesIn(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of namesIn(folder)) {
    const type = TYPES.get(name.split('.').at(-1) ?? '');
    if (type === undefined) continue;
    const plain = Uint8Array.from(readFileSync(join(folder, name)));
    // What has a hash in its name never changes.
    const isNamedByContent = /-[0-9A-Za-z_]{6,}\.\w+$/.test(name);
    const headers = {
      'Content-Type': type,
      'Content-Security-Policy': POLICY,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 32)}"`,
      Vary: 'Accept-Encoding',
    };
    files.set(name, { plain, packed: Uint8Array.from(gzipSync(plain)), headers });
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a checkout that was compiled only
  }
}
