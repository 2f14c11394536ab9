// Collection from an event-driven program: every handler is a command, and every command runs through the shim.
//
// The shim costs about as much as starting an empty bash script, so it can stay in front of handlers that run all the time.
//   node collect-events.mjs WATCHED-FOLDER COMMAND [ARG…]     runs COMMAND for each file that appears, until stdin closes

import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';

const [folder, command, ...args] = process.argv.slice(2);
if (folder === undefined || command === undefined) {
  console.error('usage: node collect-events.mjs WATCHED-FOLDER COMMAND [ARG…]');
  process.exit(2);
}

const events = new EventEmitter();
const running = new Set();

/** Runs one handler for one event; how it ends is counted by hookmeter, and told here as well. */
function handle(event, file) {
  const options = ['--hook', 'on-new-file', '--event', event, '--project', 'watcher', '--timeout', '30'];
  const child = spawn('hookmeter-run', [...options, '--', command, ...args, file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running.add(child);
  child.on('exit', (code, signal) => {
    running.delete(child);
    console.log(`${event} ${file}: ${signal ?? code}`);
  });
}

events.on('file-added', (file) => handle('file-added', file));

const seen = new Set();
const watcher = watch(folder, (_, name) => {
  if (name === null || seen.has(name)) return;
  seen.add(name);
  events.emit('file-added', join(folder, name));
});
console.log('watching');
process.stdin.on('end', () => watcher.close()).resume();
