// What the shim writes, with the bash of this machine, and the day that it writes it to.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shimFor } from '../support/shim.ts';
import { records } from './record-suite.ts';

records('/bin/bash');

describe('the day in the file name', () => {
  // the arithmetic of the shim, run for days that matter
  it.each([
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '2025-02-28',
    '2025-12-31',
    '2026-01-01',
    '2096-02-29',
    '2100-02-28',
    '2100-03-01',
  ])('is right for %s', (day) => {
    const us = Date.parse(`${day}T23:59:59Z`) * 1000;
    const text = readFileSync(shimFor('/bin/bash'), 'utf8');
    const from = text.indexOf('    __hm_d=$((__hm_start');
    const arithmetic = text.slice(from, text.indexOf('\n  else', from));
    const script = `__hm_start=${us}\n${arithmetic}\necho $__hm_day`;
    expect(spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8' }).stdout).toBe(`${day}\n`);
  });
});
