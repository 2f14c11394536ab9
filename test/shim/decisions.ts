// Runs hooks with --decisions: shared by its tests.
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { type Line, onlyRun, plainEnv, runExactly } from '../support/shim.ts';

/** What --decisions has left in a directory. */
export const leftIn = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith('decision'));

export interface Host {
  readonly input?: Buffer;
  readonly through?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script bare and with --decisions, expects no difference and nothing left, and returns the end record. */
export function compareDeciding(shim: string, script: string, host: Host = {}): Line {
  const dir = temporaryFolder();
  const options = { ...host, env: { ...plainEnv, ...host.env, HOOKMETER_DIR: dir } };
  const bare = runExactly(['/bin/sh', '-c', script], options);
  expect(runExactly([shim, '--hook', 'x', '--decisions', '-c', script], options)).toEqual(bare);
  expect(leftIn(dir)).toEqual([]);
  return onlyRun(dir, bare);
}
