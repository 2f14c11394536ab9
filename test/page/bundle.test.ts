// What is sent to a browser: small, without addresses of its own, and without a line of code in the HTML.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PACKAGE } from '../support/hookmeter.ts';

const FOLDER = join(PACKAGE, 'dist', 'page');
const MOST_BYTES = 60_000;

const files = readdirSync(FOLDER).sort();
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const html = read('index.html');

test('it is four files, and the two that are kept for ever are named by what is in them', () => {
  expect(files).toEqual([
    'icon.svg',
    'index.html',
    expect.stringMatching(/^page-[A-Z0-9]{8}\.\w+$/),
    expect.stringMatching(/^page-[A-Z0-9]{8}\.\w+$/),
  ]);
});

test('all its JavaScript is at most 60 kB when it is packed', () => {
  const scripts = files.filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
  console.log(`JavaScript: ${bytes} bytes packed`);
  expect(scripts.length).toBe(1);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

test('the HTML asks only for what lies beside it, and holds no script and no style', () => {
  const asked = Array.from(html.matchAll(/\b(?:src|href)="([^"]*)"/g), ([, address = '']) => address);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((address) => !address.startsWith('./'))).toEqual([]);
  expect(
    asked
      .filter((address) => address.includes('page-'))
      .map((address) => address.slice(2))
      .sort(),
  ).toEqual(files.filter((name) => name.startsWith('page-')));
  expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/i);
});

test('nothing in it evaluates text as code', () => {
  for (const name of files.filter((each) => each.endsWith('.js')))
    expect(read(name)).not.toMatch(/\beval\(|new Function\(|dangerouslySetInnerHTML:/);
});
