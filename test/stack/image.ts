// The Dockerfile without an engine: its COPY and npm lines are carried out in folders, so that what it forgets is missing here too.

import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../support/programs.ts';
import { ROOT } from './compose.ts';

export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly { readonly word: string; readonly rest: string }[];
}

export function readDockerfile(): readonly Stage[] {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { name: string; base: string; steps: { word: string; rest: string }[] }[] = [];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (word !== 'FROM') {
      stages.at(-1)?.steps.push({ word, rest });
      continue;
    }
    const [, base = '', name = 'last'] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
    stages.push({ name, base, steps: [] });
  }
  return stages;
}

/** What .dockerignore lets into the build: it must be "nothing but". */
export function context(): ReadonlySet<string> {
  const [first, ...rest] = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (first !== '*' || rest.some((line) => !/^![\w.-]+$/.test(line)))
    throw new Error('.dockerignore is to be * and !names');
  return new Set(rest.map((line) => line.slice(1)));
}

/** Carries the stages out below `folder`; gives the root folder of the last one. npm is set up as `env` says. */
export async function build(stages: readonly Stage[], folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const allowed = context();
  for (const { name, steps } of stages) {
    const root = join(folder, name);
    let here = root;
    for (const { word, rest } of steps) {
      if (word === 'WORKDIR') here = join(root, rest);
      mkdirSync(here, { recursive: true });
      if (word === 'COPY') copy(rest, { folder, root, here, allowed });
      if (word === 'RUN' && rest.startsWith('npm ')) {
        const { code, stdout, stderr } = await run('sh', ['-c', rest], { cwd: here, env });
        if (code !== 0) throw new Error(`RUN ${rest}: ${stdout}${stderr}`);
      }
    }
  }
  return join(folder, stages.at(-1)?.name ?? '');
}

interface Place {
  readonly folder: string;
  readonly root: string;
  readonly here: string;
  readonly allowed: ReadonlySet<string>;
}

function copy(rest: string, { folder, root, here, allowed }: Place): void {
  const [, from, words = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
  const sources = words.split(/\s+/);
  const target = sources.pop() ?? '';
  for (const source of sources) {
    const [top = ''] = source.split('/');
    if (from === undefined && !allowed.has(top)) throw new Error(`COPY ${source}: .dockerignore keeps ${top} out`);
    const origin = from === undefined ? join(ROOT, source) : join(folder, from, source);
    if (!existsSync(origin)) throw new Error(`COPY ${source}: there is no ${origin}`);
    const base = target.startsWith('/') ? join(root, target) : join(here, target);
    const isInto = target.endsWith('/') && !statSync(origin).isDirectory();
    cpSync(origin, isInto ? join(base, basename(source)) : base, { recursive: true });
  }
}

/** The arguments of the last such line of the last stage. */
export const restOf = (stages: readonly Stage[], word: string): string =>
  (stages.at(-1)?.steps ?? []).findLast((step) => step.word === word)?.rest ?? '';

/** What its ENV lines say. */
export const imageEnv = (stages: readonly Stage[]): Record<string, string> =>
  Object.fromEntries(
    restOf(stages, 'ENV')
      .split(/\s+/)
      .map((pair) => pair.split('='))
      .map(([name = '', value = '']) => [name, value]),
  );
