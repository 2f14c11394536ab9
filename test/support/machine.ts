// A machine with hooks: a home, a project and a state directory of its own, and everything in them as a tree that can be compared.

import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { commandLine } from './command-line.ts';
import { temporaryFolder } from './folders.ts';
import { hookmeter } from './hookmeter.ts';
import { type Ended, type Env, run } from './programs.ts';

export interface Machine {
  readonly home: string;
  readonly project: string;
  readonly state: string;
  readonly env: Env;
  /** `~/x` is in the home, anything else in the project. */
  path(name: string): string;
  put(name: string, content: string | Buffer, mode?: number): void;
  read(name: string): string;
  /** Everything in home and project except the state directory: mode and content by path. */
  tree(): ReadonlyMap<string, string>;
  hookmeter(words: readonly string[]): Promise<Ended>;
  /** The same in the process of the test. */
  commandLine(words: readonly string[]): Promise<Ended>;
  /** A line as a host would give it to a shell, in the project. */
  shell(line: string, more?: Env): Promise<Ended>;
}

export function machine(): Machine {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const project = join(folder, 'web');
  const state = join(home, '.local/state/hookmeter');
  mkdirSync(home);
  mkdirSync(join(project, '.git'), { recursive: true });
  const env: Env = { HOME: home, XDG_STATE_HOME: undefined, XDG_CONFIG_HOME: undefined, HOOKMETER_DIR: undefined };
  const path = (name: string): string => (name.startsWith('~/') ? join(home, name.slice(2)) : join(project, name));
  return {
    home,
    project,
    state,
    env,
    path,
    put(name, content, mode = 0o644) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content, { mode });
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    tree: () => new Map(files(folder, state).map((file) => [relative(folder, file), described(file)])),
    hookmeter: (words) => hookmeter(state, words, { env, cwd: project }),
    commandLine: (words) => commandLine(state, words, { env, cwd: project }),
    shell: (line, more) => run('/bin/sh', ['-c', line], { env: { ...env, ...more }, cwd: project, input: '{}' }),
  };
}

function files(folder: string, without: string): string[] {
  if (folder === without) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
    const path = join(folder, each.name);
    return each.isDirectory() ? files(path, without) : [path];
  });
}

function described(path: string): string {
  const status = lstatSync(path);
  const content = status.isSymbolicLink() ? readlinkSync(path) : readFileSync(path).toString('latin1');
  return `${(status.mode & 0o7777).toString(8)} ${content}`;
}
