import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { executable, hasProgram, journal, plainEnv, runExactly, shimFor } from '../support/shim.ts';
import { expected, failOpen, hook } from './fail-open-suite.ts';

failOpen('/bin/bash');

describe.runIf(process.getuid?.() === 0 && hasProgram('setpriv'))('another user', () => {
  it('who may not write runs the hook all the same', () => {
    const dir = temporaryFolder();
    runExactly([shimFor('/bin/bash'), '--', '/bin/true'], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
    chmodSync(dir, 0o755);
    const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const shim = executable(readFileSync(shimFor('/bin/bash'), 'utf8'), 'hookmeter-run');
    chmodSync(join(shim, '..'), 0o755);
    expect(
      runExactly([shim, '--', ...hook], { through, env: { ...plainEnv, HOOKMETER_DIR: dir }, input: 'input' }),
    ).toEqual(expected);
    expect(journal(dir).lines).toHaveLength(2);
  });
});
