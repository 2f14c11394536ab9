// The rules of the house: who may import whom, and where effects live. What a compiler or a linter cannot say.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** A file imports its own folder, or a folder of a lower rank. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['base', 0],
  ['journal', 1],
  ['ledger', 2],
  ['insight', 3],
  ['exports', 4],
  ['views', 4],
  ['hosts', 4],
  ['sidecar', 5],
  ['shim', 6],
  ['commands', 6],
  ['main', 7],
  ['index', 7],
]);

/** Which files may import a package; all others may not. */
const OWNERS: readonly (readonly [name: RegExp, owner: RegExp])[] = [
  [/^prom-client$/, /^exports\/self\.ts$/],
  [/^@opentelemetry\//, /^(exports\/|shim\/instrument\.ts$)/],
  [/^commander$/, /^(main\.ts$|commands\/)/],
  [/^pino$/, /^(sidecar|commands)\//],
  [/^(hono|@hono\/)/, /^sidecar\//],
  [/^(preact(\/|$)|uplot$)/, /^views\/page\//],
  [/^esbuild$/, /^views\/page\/bundle\.mjs$/],
];

const EDGES =
  /^(journal\/(tail|segments|append|reread)\.ts|base\/(atomic-write|read-text|processes|package|paths)\.ts|exports\/self\.ts|hosts\/.*|shim\/.*|sidecar\/.*|commands\/.*|views\/page\/(main\.tsx|chart\.tsx|colours\.ts|theme\.ts|now\.ts|refresh\.ts|stream\.ts|ask\.ts)|main\.ts)$/;
const EFFECTS =
  /'node:(?:fs|net|http|https|child_process|timers|os|worker_threads|dns)(?:\/\w+)?'|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.\w+|\bset(?:Timeout|Interval|Immediate)\(|\bconsole\.\w+|\bMath\.random\b|\bfetch\(|\bnew EventSource\(|\blocalStorage\.\w+|\bdocument\.\w+|\blocation\.\w+|\bhistory\.\w+State\b/g;
/** Where text reaches a terminal: in all other places, what names hold has not been made harmless. */
const SPEAKERS = /^commands\/(say|complain|watch\/terminal)\.ts$/;
const SPEECH = /\bprocess\.std(?:out|err)\.write\(/;
/** Of the ledger, exports and views see what is frozen. */
const FROZEN = /^ledger\/(snapshot|outcome|histogram|hook-totals|pace)\.ts$/;
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['any', /(?:[:<,|&(]\s*|\bas\s+)any\b/],
  ['a non-null assertion', /[\w)\]]!(?=[.;,)[\]])/],
  ['a default export', /^export default\b/m],
  ['an enum', /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s/m],
  ['a namespace', /^\s*(?:export\s+)?namespace\s/m],
];

/** What a source breaks, in words; `path` is relative to src. */
function breaches(path: string, text: string): string[] {
  const code = withoutComments(text);
  return [
    ...imports(code).flatMap((target) => brokenImport(path, target)),
    ...(EDGES.test(path) ? [] : Array.from(code.matchAll(EFFECTS), ([effect]) => `${path} has the effect ${effect}`)),
    ...(!SPEAKERS.test(path) && SPEECH.test(code) ? [`${path} writes to a terminal by itself`] : []),
    ...FORBIDDEN.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${path} has ${what}`),
  ];
}

function brokenImport(path: string, target: string): string[] {
  if (!target.startsWith('.')) {
    return OWNERS.some(([name, owner]) => name.test(target) && !owner.test(path)) ? [`${path} imports ${target}`] : [];
  }
  const resolved = posix.join(posix.dirname(path), target);
  const [from, to] = [folderOf(path), folderOf(resolved)];
  const seesTheLiving = (from === 'exports' || from === 'views') && to === 'ledger' && !FROZEN.test(resolved);
  const [own, other] = [RANKS.get(from), RANKS.get(to)];
  if (from === 'views' && isPage(path) && !isForPage(resolved)) return [`${path} imports ${resolved}`];
  const isAllowed = from === to || (own !== undefined && other !== undefined && other < own);
  return isAllowed && !seesTheLiving ? [] : [`${path} imports ${resolved}`];
}

/** What a browser is sent: the page itself, and of the rest what needs no Node. */
const FOR_PAGE =
  /^(views\/page\/.*|views\/api\/types\.ts|views\/printable\.ts|ledger\/outcome\.ts|base\/(assert-never|units)\.ts)$/;
const isPage = (path: string): boolean => path.startsWith('views/page/');
const isForPage = (path: string): boolean => FOR_PAGE.test(path);

const folderOf = (path: string): string => (path.split('/')[0] ?? '').replace(/\.tsx?$/, '');

function imports(code: string): string[] {
  const found = code.matchAll(/\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'|^import\s+'([^']+)'/gm);
  return Array.from(found, ([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

describe('the house', () => {
  test('has every folder in its order', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect([...new Set(sources.map(folderOf))].filter((folder) => !RANKS.has(folder))).toEqual([]);
  });

  test.each(sources)('%s keeps the rules', (path) => {
    expect(breaches(path, readFileSync(join(SRC, path), 'utf8'))).toEqual([]);
  });
});

describe('the rules can be broken', () => {
  test.each([
    ['journal/x.ts', "import { a } from '../ledger/ledger.ts';", 'journal/x.ts imports ledger/ledger.ts'],
    ['base/x.ts', "import type { A } from '../journal/record.ts';", 'base/x.ts imports journal/record.ts'],
    ['views/x.ts', "import { a } from '../exports/series.ts';", 'views/x.ts imports exports/series.ts'],
    ['exports/x.ts', "import {\n  a,\n} from '../views/report.ts';", 'exports/x.ts imports views/report.ts'],
    ['exports/x.ts', "import { a } from '../ledger/ledger.ts';", 'exports/x.ts imports ledger/ledger.ts'],
    ['sidecar/x.ts', "await import('../commands/serve.ts')", 'sidecar/x.ts imports commands/serve.ts'],
    ['commands/x.ts', "import { a } from '../main.ts';", 'commands/x.ts imports main.ts'],
    ['ledger/x.ts', "import { a } from '../stray/a.ts';", 'ledger/x.ts imports stray/a.ts'],
    ['exports/text.ts', "import { a } from 'prom-client';", 'exports/text.ts imports prom-client'],
    ['sidecar/x.ts', "import '@opentelemetry/api';", 'sidecar/x.ts imports @opentelemetry/api'],
    ['sidecar/x.ts', "import { Command } from 'commander';", 'sidecar/x.ts imports commander'],
    ['ledger/x.ts', "import type { Logger } from 'pino';", 'ledger/x.ts imports pino'],
    ['ledger/x.ts', "import { a } from 'node:fs/promises';", "ledger/x.ts has the effect 'node:fs/promises'"],
    ['insight/x.ts', 'const a = Date.now();', 'insight/x.ts has the effect Date.now'],
    ['views/x.ts', 'const a = new Date();', 'views/x.ts has the effect new Date()'],
    ['exports/x.ts', "const a = process.env['A'];", 'exports/x.ts has the effect process.env'],
    ['ledger/x.ts', 'setTimeout(a, 1);', 'ledger/x.ts has the effect setTimeout('],
    ['commands/x.ts', 'process.stdout.write(name);', 'commands/x.ts writes to a terminal by itself'],
    ['journal/lines.ts', 'console.log(a);', 'journal/lines.ts has the effect console.log'],
    ['views/x.ts', "import { h } from 'preact';", 'views/x.ts imports preact'],
    ['sidecar/x.ts', "import { h } from 'preact/hooks';", 'sidecar/x.ts imports preact/hooks'],
    ['views/page/x.tsx', "import { a } from '../report.ts';", 'views/page/x.tsx imports views/report.ts'],
    ['views/page/x.ts', "import { a } from '../../insight/runs.ts';", 'views/page/x.ts imports insight/runs.ts'],
    ['views/page/x.ts', 'const a = document.title;', 'views/page/x.ts has the effect document.title'],
    ['views/page/x.tsx', 'const a = new EventSource(b);', 'views/page/x.tsx has the effect new EventSource('],
    ['base/x.ts', 'const a: any = 1;', 'base/x.ts has any'],
    ['base/x.ts', 'const a = b as any;', 'base/x.ts has any'],
    ['base/x.ts', 'const a = b.get(c)!.d;', 'base/x.ts has a non-null assertion'],
    ['base/x.ts', 'const a = b[0]!;', 'base/x.ts has a non-null assertion'],
    ['base/x.ts', 'export default a;', 'base/x.ts has a default export'],
    ['base/x.ts', 'export const enum A { B }', 'base/x.ts has an enum'],
  ])('%s with %j', (path, text, breach) => {
    expect(breaches(path, text)).toEqual([breach]);
  });

  test.each([
    ['base/x.ts', '// Date.now and process.env are for others, and so is any'],
    ['base/x.ts', '/** As `import { a } from "../journal/record.ts"` would. */'],
    ['exports/x.ts', "import { a } from './series.ts';\nimport { b } from '../ledger/snapshot.ts';"],
    ['views/page/x.tsx', "import { h } from 'preact';\nimport type { A } from '../api/types.ts';"],
    ['main.ts', "import { a } from './commands/serve.ts';\nprocess.exitCode = 1;"],
    ['ledger/x.ts', 'const a = b !== c && !d;\nconst e = new Date(f);'],
  ])('%s may hold %j', (path, text) => {
    expect(breaches(path, text)).toEqual([]);
  });
});
