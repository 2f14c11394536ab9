import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { executable, hasProgram, plainEnv, runExactly, shimFor } from '../support/shim.ts';
import { decidingHosts } from './decisions-transparency-suite.ts';

decidingHosts('/bin/bash');

describe('the wait for what a hook has said last', () => {
  it('is of seconds that are few: of a child that keeps stdout, no more is waited for', () => {
    const [, drain = ''] = /^__hm_drain\(\) \{\n(.*?)^\}$/ms.exec(readFileSync(shimFor('/bin/bash'), 'utf8')) ?? [];
    const reads = [...drain.matchAll(/\bread\b[^&;\n]*/g)].map(([read]) => /-t (\S+)/.exec(read)?.[1]);
    // The first is for tee, which has said so long before, or will not.
    expect(reads).toEqual(['1', '"$moment"']);
    expect([...drain.matchAll(/\bmoment=(\S+)/g)].map(([, seconds]) => Number(seconds))).toEqual([0.25, 1]);
    expect(drain).toContain('((__hm_bash >= 400)) || moment=1');
  });
});

describe.runIf(hasProgram('strace'))('the copy', () => {
  it('is of 64 KiB at most, in a file that has no name when the first byte is written', () => {
    const dir = temporaryFolder();
    const trace = join(dir, 'trace');
    const strace = ['/usr/bin/strace', '-ff', '-y', '-o', trace, '-e', 'trace=write,execve'];
    runExactly([shimFor('/bin/bash'), '--', '/bin/true'], { env: { ...plainEnv, HOOKMETER_DIR: dir } }); // makes the journal
    const words = ['--decisions', '--', '/usr/bin/head', '-c', '5000000', '/dev/zero'];
    runExactly([...strace, shimFor('/bin/bash'), ...words], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
    const traces = readdirSync(dir).filter((name) => name.startsWith('trace.'));
    const calls = traces.flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'));
    const copied = calls.filter((call) => /^write\(\d+<[^>]*decision-[^.>]*>/.test(call) && !/ = -1 EFBIG/.test(call));
    expect(copied.filter((call) => !call.includes('>(deleted),'))).toEqual([]);
    expect(copied.reduce((sum, call) => sum + Number(/ = (\d+)$/.exec(call)?.[1]), 0)).toBe(65_536);
    expect(calls.filter((call) => /^execve\(.*= 0$/.test(call))).toHaveLength(5); // bash, mkfifo, rm, tee, head
    expect(traces).toHaveLength(6); // and the bash in between
  });
});

it('the part of --decisions is read by nobody else', () => {
  const dir = temporaryFolder();
  const noisy = readFileSync(shimFor('/bin/bash'), 'utf8').replace(/\f(?=[^\f]*$)/, '\f\necho read >&9\n');
  const shim = executable(noisy, 'hookmeter-run');
  const through = ['/bin/sh', '-c', 'exec "$@" 9>&2', 'sh'];
  const result = (words: readonly string[]) =>
    runExactly([shim, ...words, '--', 'true'], { through, env: { ...plainEnv, HOOKMETER_DIR: dir } });
  expect(result(['--timeout', '0.5']).stderr).toBe('');
  expect(result(['--decisions']).stderr).toBe('read\n');
});
