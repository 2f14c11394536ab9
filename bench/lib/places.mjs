// @ts-check
// Where things are in this checkout, and scratch directories that go away.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} relative */
export const inRepository = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

export const SHIM = inRepository('src/shim/hookmeter-run');
export const MAIN = inRepository('dist/main.js');
/** @param {string} name */
export const peer = (name) => inRepository(`bench/peers/${name}`);

/** @param {string} scratch @param {string} name */
export const newFolder = (scratch, name) => mkdtempSync(join(scratch, `${name}-`));

/**
 * The same small environment for everything that is measured.
 * @param {string} dir the state directory
 * @returns {NodeJS.ProcessEnv}
 */
export const environment = (dir) => ({ PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8', HOOKMETER_DIR: dir });

/** @param {string} dir @param {readonly string[]} [more] */
export const serveArgs = (dir, more = []) => [
  MAIN,
  'serve',
  '--dir',
  dir,
  '--port',
  '0',
  '--log-level',
  'warn',
  ...more,
];
