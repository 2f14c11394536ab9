import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { App } from '../../src/sidecar/app.ts';
import { servePage } from '../../src/sidecar/page-files.ts';
import { temporaryFolder } from '../support/folders.ts';

function served(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const app: App = new Hono();
  const isThere = servePage(app, folder);
  return { isThere, get: (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }) };
}

const PAGE = { 'index.html': '<p>hello', 'page-3fa9c1d2.js': '1;', 'notes.map': '{}' };

test('the page is at / and its files beside it, and nothing else', async () => {
  const { isThere, get } = served(PAGE);
  expect(isThere).toBe(true);
  const [index, script, other, above] = await Promise.all(
    ['/', '/page-3fa9c1d2.js', '/notes.map', '/..%2f..%2fetc%2fpasswd'].map((path) => get(path)),
  );
  expect([index?.status, await index?.text(), index?.headers.get('content-type')]).toEqual([
    200,
    '<p>hello',
    'text/html; charset=utf-8',
  ]);
  expect([script?.status, script?.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect([other?.status, above?.status]).toEqual([404, 404]);
});

test('nothing may run but what was served, and nobody else is talked to', async () => {
  const policy = (await served(PAGE).get('/')).headers.get('content-security-policy') ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]),
  );
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('what is named by its content is kept for ever, the page itself is asked for anew', async () => {
  const { get } = served(PAGE);
  const [index, script] = [await get('/'), await get('/page-3fa9c1d2.js')];
  expect([index.headers.get('cache-control'), script.headers.get('cache-control')]).toEqual([
    'no-cache',
    'public, max-age=31536000, immutable',
  ]);
  const again = await get('/', { 'If-None-Match': index.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('is packed for whoever can unpack it', async () => {
  const answer = await served(PAGE).get('/', { 'Accept-Encoding': 'br, gzip' });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  const unpacked = new Blob([await answer.arrayBuffer()]).stream().pipeThrough(new DecompressionStream('gzip'));
  expect(await new Response(unpacked).text()).toBe('<p>hello');
});

test('where nothing was bundled there is nothing', () => {
  expect(served({}).isThere).toBe(false);
});
