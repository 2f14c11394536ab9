// @ts-check
// A hook wrapper as one would write it in Node: spawn, wait, append a line.

import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';

const [file = '', hook = '', command = '', ...args] = process.argv.slice(2);
const at = Date.now();
const began = performance.now();
const child = spawn(command, args, { stdio: 'inherit' });
child.on('exit', async (code, signal) => {
  const ms = performance.now() - began;
  await appendFile(file, `${JSON.stringify({ hook, at, ms, code, signal })}\n`);
  process.exitCode = code ?? 1;
});
