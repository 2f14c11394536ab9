// @ts-check
// What the serving peers share: our own journal reader feeds them, so that only the serving differs. A minimal node:http server
// with /metrics, /status (lines read so far) and nothing else.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { createTail } from '../../dist/journal/tail.js';

/**
 * Reads the journal of `dir` now and ten times a second, and listens once it has been read.
 * @param {string} dir
 * @param {(record: import('../../dist/journal/record.js').JournalRecord, day: string) => void} take
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} metrics
 */
export async function followAndServe(dir, take, metrics) {
  let lines = 0;
  const tail = createTail({
    journal: join(dir, 'journal'),
    cursors: [],
    sink: (day) => ({
      line: () => {
        lines++;
      },
      record: (record) => take(record, day),
      reject: () => {},
    }),
    onTrouble: (path, error) => process.stderr.write(`${path}: ${error.message}\n`),
    pause: async () => void (await pause()),
  });
  await tail.catchUp();
  setInterval(() => tail.catchUp(), 100);
  const server = createServer({ keepAliveTimeout: 310_000 }, (request, response) => {
    if (request.url === '/metrics') metrics(request, response);
    else response.end(`${JSON.stringify({ lines })}\n`);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
  });
  process.once('SIGTERM', () => process.exit(0));
}
