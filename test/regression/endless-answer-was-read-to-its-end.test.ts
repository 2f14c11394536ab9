// A Prometheus, or a Pushgateway, that answered with five gigabytes was read to its end, into memory.

import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook } from '../support/hookmeter.ts';

/** Answers with this status, and says something for as long as anybody listens. */
async function endless(status: number): Promise<string> {
  const talk = (response: ServerResponse): void => {
    if (!response.destroyed) response.write('{"a":"'.padEnd(65_536, 'x'), () => talk(response));
  };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status);
    talk(response);
  });
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('doctor reads a megabyte of it', async () => {
  const { stdout } = await hookmeter(temporaryFolder(), ['doctor', '--prometheus', await endless(200)]);
  expect(stdout).toContain('does not answer: the answer is larger than 1 MB');
});

test.each([
  [200, 0, ''],
  [500, 1, 'it answers 500'],
])('push does not wait for the end of an answer with status %d', async (status, code, said) => {
  const dir = temporaryFolder();
  await runHook(dir, 'format');
  const ended = await hookmeter(dir, ['push', '--pushgateway', await endless(status), '--timeout', '600']);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(said) });
});
