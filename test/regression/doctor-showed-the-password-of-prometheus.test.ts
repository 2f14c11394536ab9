import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { machine } from '../support/machine.ts';

const SERIES = { metric: { instance: '127.0.0.1:9464', job: 'hooks' } };

/** A Prometheus behind a name and a password. */
function guarded(user: string, password: string): Promise<number> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    response.statusCode = request.headers.authorization === expected ? 200 : 401;
    response.end(JSON.stringify({ status: 'success', data: { result: [SERIES] } }));
  });
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

test('a Prometheus behind a password is asked with it, and the password is not shown', async () => {
  const port = await guarded('me', 'p@ss word');
  const here = machine();
  const right = await here.hookmeter(['doctor', '--prometheus', `http://me:p%40ss%20word@127.0.0.1:${port}/`]);
  expect(right.stdout).toContain(`http://127.0.0.1:${port} scrapes 127.0.0.1:9464 (job hooks)`);
  const wrong = await here.hookmeter(['doctor', '--prometheus', `http://me:guess@127.0.0.1:${port}`]);
  expect([wrong.code, wrong.stdout.match(/^broken {2}prometheus .*$/m)?.[0]]).toEqual([
    1,
    `broken  prometheus  http://127.0.0.1:${port} does not answer: HTTP 401 – put its name and password into the address: http://NAME:PASSWORD@HOST:PORT`,
  ]);
  for (const { stdout, stderr } of [right, wrong]) expect(stdout + stderr).not.toMatch(/p@ss|p%40ss|guess/);
});
