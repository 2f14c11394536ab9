#!/usr/bin/env node
// The program: what was typed, and an end that is quiet where nobody reads on.

import { explain, runCommandLine } from './commands/command-line.ts';

process.stdout.on('error', leaveOnBrokenOutput);
process.stderr.on('error', leaveOnBrokenOutput);
await runCommandLine(process.argv.slice(2));

/** Whoever read us has had enough (`hookmeter report | head`), or what we say cannot be kept (`> /dev/full`). */
function leaveOnBrokenOutput(error: Error): void {
  process.exit('code' in error && error.code === 'EPIPE' ? 0 : explain(error));
}
