// Makes the page from its sources: `node bundle.mjs FOLDER`. Names carry a hash of what is in the file, so that they may be kept for ever.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import { build } from 'esbuild';

const here = import.meta.dirname;
const [, , folder] = argv;
if (folder === undefined) throw new Error('bundle.mjs needs the folder to write to');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { metafile } = await build({
  entryPoints: [join(here, 'main.tsx'), join(here, 'style', 'page.css')],
  outdir: folder,
  entryNames: 'page-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
  tsconfig: join(here, 'tsconfig.json'),
  legalComments: 'none',
  logLevel: 'warning',
});
const made = Object.keys(metafile.outputs).map((path) => basename(path));
writeFileSync(
  join(folder, 'index.html'),
  readFileSync(join(here, 'index.html'), 'utf8').replace('page.js', nameOf('.js')).replace('page.css', nameOf('.css')),
);
copyFileSync(join(here, 'icon.svg'), join(folder, 'icon.svg'));

/** @param {string} ending */
function nameOf(ending) {
  const name = made.find((each) => each.endsWith(ending));
  if (name === undefined) throw new Error(`no ${ending} was made; made were ${made.join(', ')}`);
  return name;
}
