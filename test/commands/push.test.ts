// `hookmeter push` to a real Pushgateway and to the file of a real node_exporter; and what people get wrong.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { executionsOn, parsePage, scrape } from '../support/metrics-page.ts';
import { needs } from '../support/needs.ts';
import { freePort } from '../support/ports.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';

const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** Starts a server that says at /-/ready or /metrics when it is there. */
async function startServer(program: string, flags: readonly string[], ready: string, port: number): Promise<string> {
  const server = start(program, flags, { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = collect(server.stderr);
  const url = `http://127.0.0.1:${port}`;
  await until(`${program} is ready`, async () => {
    if (server.exitCode !== null) throw new GivenUp(`${program} ended: ${stderr()}`);
    return (await fetch(`${url}${ready}`)).ok;
  });
  return url;
}

async function startPushgateway(webConfig?: string): Promise<string> {
  const port = await freePort();
  const folder = temporaryFolder();
  // Debian's keeps everything in /var/lib unless it is told where.
  const flags = [`--web.listen-address=127.0.0.1:${port}`, `--persistence.file=${join(folder, 'data')}`];
  if (webConfig === undefined) return startServer('prometheus-pushgateway', flags, '/-/ready', port);
  writeFileSync(join(folder, 'web.yml'), webConfig);
  const server = start('prometheus-pushgateway', [...flags, `--web.config.file=${join(folder, 'web.yml')}`], {
    env: cleanEnv(),
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the Pushgateway asks who is there', async () => {
    if (server.exitCode !== null) throw new GivenUp('the Pushgateway ended');
    return (await fetch(url)).status === 401;
  });
  return url;
}

test('a Pushgateway gets the totals as one group, and a later push replaces them', async (context) => {
  needs(context, 'prometheus-pushgateway', isThere('prometheus-pushgateway'));
  const dir = temporaryFolder();
  const url = await startPushgateway();
  await runHook(dir, 'build');
  const first = await hookmeter(dir, ['push', '--pushgateway', url]);
  const group = `${url}/metrics/job/hookmeter/instance/${hostname()}`;
  expect(first).toEqual({
    code: 0,
    signal: null,
    stdout: `pushgateway: ${group} has taken 1 execution\n`,
    stderr: '',
  });
  await runHook(dir, 'build', 'exit 3');
  expect((await commandLine(dir, ['push', '--pushgateway', `${url}/`])).code).toBe(0);
  const page = await scrape(url);
  expect([executionsOn(page), executionsOn(page, { job: 'hookmeter', instance: hostname() })]).toEqual([2, 2]);
  const own = [...page.types.keys()].filter(
    (name) => /^(hook|process|nodejs|target)/.test(name) && !name.startsWith('hook_'),
  );
  expect(own.filter((name) => name.startsWith('hookmeter_'))).toEqual([
    'hookmeter_build_info',
    'hookmeter_entries',
    'hookmeter_late_ends_total',
    'hookmeter_lines_total',
    'hookmeter_open_runs',
    'hookmeter_overflow_runs_total',
    'hookmeter_rejects_total',
  ]);
  expect(own.filter((name) => /^(target|nodejs)/.test(name))).toEqual([]); // process_* are the gateway's own
});

test('each grouping is a group of its own, whatever its values hold', async (context) => {
  needs(context, 'prometheus-pushgateway', isThere('prometheus-pushgateway'));
  const dir = temporaryFolder();
  const url = await startPushgateway();
  await runHook(dir, 'build');
  const values = ['plain', 'feature/x', 'a b%20c', '..', '.', 'é🚀', 'a=b', '', '/', 'C:\\x"y'];
  for (const branch of values) {
    const words = ['push', '--pushgateway', url, '--grouping', 'instance=', '--grouping', `branch=${branch}`];
    expect([branch, (await commandLine(dir, [...words, '--grouping', 'job=my/job'])).code]).toEqual([branch, 0]);
  }
  const { data } = (await (await fetch(`${url}/api/v1/metrics`)).json()) as {
    data: { labels: Record<string, string> }[];
  };
  expect(data.map(({ labels }) => labels['branch'] ?? '').sort()).toEqual([...values].sort());
  expect(new Set(data.map(({ labels }) => labels['job']))).toEqual(new Set(['my/job']));
});

test('credentials in the address or a header open a guarded Pushgateway, and are in no output', async (context) => {
  needs(context, 'prometheus-pushgateway', isThere('prometheus-pushgateway'));
  const dir = temporaryFolder();
  await runHook(dir, 'build');
  const url = await startPushgateway(`basic_auth_users: {ci: ${BCRYPT}}\n`);
  const credentials = Buffer.from('ci:hidden-word').toString('base64');
  const withUser = url.replace('//', '//ci:hidden%2Dword@');
  const pushes = [
    await hookmeter(dir, ['push', '--pushgateway', withUser]),
    await commandLine(dir, ['push', '--pushgateway', url, '--header', `Authorization: Basic ${credentials}`]),
    await commandLine(dir, ['push', '--pushgateway', url], {
      env: { HOOKMETER_PUSHGATEWAY_HEADER: `authorization: Basic ${credentials}` },
    }),
    await commandLine(dir, ['push', '--pushgateway', withUser.replace('hidden%2Dword', 'hidden%2Dwrong')]),
    await commandLine(dir, ['push', '--pushgateway', url, '--json']),
  ];
  expect(pushes.map(({ code }) => code)).toEqual([0, 0, 0, 1, 1]);
  expect(pushes[3]?.stderr).toContain('did not take them: it answers 401');
  const said = JSON.stringify(pushes);
  expect([/hidden/.test(said), said.includes(credentials)]).toEqual([false, false]);
});

/** Of `hidden-word`, as `htpasswd -nbB` makes it. */
const BCRYPT = '$2b$05$/T6hX3eLXBLeMsqhtMAKb.O7c20.QPjQSeFYUJ1RnTZSj.tZb8kMW';

test('a gateway that repeats what it was sent gives no secret away, and a redirect is not followed', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'build');
  const hits: string[] = [];
  const server = createServer(async (request, response) => {
    hits.push(`${request.method} ${request.url}`);
    await text(request);
    if (request.url?.includes('moved') === true) return void response.writeHead(307, { Location: '/elsewhere' }).end();
    response.writeHead(400).end(`${'x'.repeat(150)} ${request.headers.authorization} ${request.headers['x-token']}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const gateway = `http://ci:hidden-word@127.0.0.1:${port}`;
  const refused = await commandLine(dir, ['push', '--pushgateway', gateway, '--header', 'X-Token: token-hidden']);
  expect([refused.code, refused.stderr.includes('it answers 400: xxx')]).toEqual([1, true]);
  const credentials = Buffer.from('ci:hidden-word').toString('base64');
  expect([refused.stderr.includes('hidden'), refused.stderr.includes(credentials.slice(0, 8))]).toEqual([false, false]);
  const moved = await commandLine(dir, ['push', '--pushgateway', `${gateway}/moved`]);
  expect([moved.code, moved.stderr.includes('it answers 307')]).toEqual([1, true]);
  expect(hits.map((hit) => hit.split('/metrics')[0])).toEqual(['PUT ', 'PUT /moved']);
});

test('node_exporter reads the file, promtool finds nothing wrong with it, and it is never half there', async (context) => {
  needs(context, 'prometheus-node-exporter', isThere('prometheus-node-exporter'));
  needs(context, 'promtool', isThere('promtool'));
  const [dir, folder] = [temporaryFolder(), temporaryFolder()];
  chmodSync(folder, 0o755);
  await runHook(dir, 'odd "name" \\ é', 'exit 3');
  await runHook(dir, 'plain');
  const file = join(folder, 'hookmeter.prom');
  const pushed = await hookmeter(dir, ['push', '--textfile', file]);
  expect(pushed).toEqual({ code: 0, signal: null, stdout: `textfile: ${file} has taken 2 executions\n`, stderr: '' });
  expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([['hookmeter.prom'], 0o644]);
  const input = readFileSync(file, 'utf8');
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
  expect(input.split('\n').filter((line) => / \d+ \d+$/.test(line))).toEqual([]); // no timestamps

  const port = await freePort();
  const flags = ['--collector.disable-defaults', '--collector.textfile', `--collector.textfile.directory=${folder}`];
  const url = await startServer(
    'prometheus-node-exporter',
    [...flags, `--web.listen-address=127.0.0.1:${port}`],
    '/metrics',
    port,
  );
  const page = await scrape(url);
  expect([executionsOn(page), page.samples.get('node_textfile_scrape_error')]).toEqual([2, '0']);
  await runHook(dir, 'plain');
  await commandLine(dir, ['push', '--textfile', file]);
  expect(executionsOn(await scrape(url))).toBe(3);
});

test('a umask that keeps everything private does not keep node_exporter out', async () => {
  const dir = temporaryFolder();
  const file = join(dir, 'x.prom');
  const line = 'umask 077; exec "$0" "$@"';
  const words = ['-c', line, process.execPath, MAIN, 'push', '--textfile', file];
  const { code } = await run('sh', words, { env: { HOOKMETER_DIR: join(dir, 'state') } });
  expect([code, statSync(file).mode & 0o777]).toEqual([0, 0o644]);
});

test('one target that is down does not keep the others from getting theirs; nothing is lost', async () => {
  const dir = temporaryFolder();
  const file = join(temporaryFolder(), 'a.prom');
  const port = await freePort();
  await runHook(dir, 'build');
  const pushed = await commandLine(dir, [
    'push',
    '--pushgateway',
    `http://127.0.0.1:${port}`,
    '--textfile',
    file,
    '--json',
  ]);
  expect([pushed.code, pushed.stderr, JSON.parse(pushed.stdout)]).toEqual([
    1,
    '',
    {
      lines: 2,
      executions: 1,
      targets: [
        {
          name: 'pushgateway',
          place: `http://127.0.0.1:${port}/metrics/job/hookmeter/instance/${hostname()}`,
          ok: false,
          reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
        },
        { name: 'textfile', place: file, ok: true },
      ],
    },
  ]);
  expect(executionsOn(parsePage(readFileSync(file, 'utf8')))).toBe(1);
  expect(metricsFileOf(dir).system_health.total_hook_executions).toBe(1);
  mkdirSync(`${file}.prom`);
  const folder = await commandLine(dir, ['push', '--textfile', `${file}.prom`]);
  expect([folder.code, folder.stderr.split('\n').length, readdirSync(`${file}.prom`)]).toEqual([1, 2, []]);
});

test('a port that Node does not go to is told in words', async () => {
  const { code, stderr } = await commandLine(temporaryFolder(), ['push', '--pushgateway', 'http://127.0.0.1:10080']);
  expect([code, stderr]).toEqual([
    1,
    `hookmeter: pushgateway: http://127.0.0.1:10080/metrics/job/hookmeter/instance/${hostname()} did not take them: its port belongs to another protocol, and fetch does not go there; let it listen on another one; nothing is lost, the next push sends the totals\n`,
  ]);
});

test('beside a running sidecar it tells what that one has counted, to the last run', async () => {
  const dir = temporaryFolder();
  const file = join(dir, 'a.prom');
  const sidecar = await startSidecar(dir);
  for (let run = 1; run <= 3; run++) {
    await runHook(dir, 'build');
    expect((await commandLine(dir, ['push', '--textfile', file])).code).toBe(0);
    expect(executionsOn(parsePage(readFileSync(file, 'utf8')))).toBe(run);
  }
  expect(await sidecar.stop()).toMatchObject({ code: 0 });
});

test('pushes at once come one after the other, and the last page is the newest', async () => {
  const dir = temporaryFolder();
  const file = join(dir, 'a.prom');
  await runHook(dir, 'build');
  const pushes = [1, 2, 3, 4].map(async () => {
    await runHook(dir, 'build');
    return hookmeter(dir, ['push', '--textfile', file]);
  });
  expect((await Promise.all(pushes)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(executionsOn(parsePage(readFileSync(file, 'utf8')))).toBe(5);
  expect(readdirSync(dir).filter((name) => name.startsWith('push.sock'))).toEqual([]);
});

test('a push waits for one of the same directory that is still sending', async () => {
  const dir = temporaryFolder();
  await runHook(dir, 'build');
  const turn = join(dir, 'push.sock');
  let [atOnce, most, last] = [0, 0, ''];
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++atOnce);
    last = await text(request);
    // The first is answered when both others are here, in the queue or, wrongly, at the server.
    await until('the others are here', () => isAnswered || most > 1 || connections(turn) === 2);
    isAnswered = true;
    atOnce--;
    response.end();
  });
  let isAnswered = false;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pushes = [1, 2, 3].map(() => hookmeter(dir, ['push', '--pushgateway', gateway]));
  await runHook(dir, 'build');
  expect((await Promise.all(pushes)).map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  expect([most, executionsOn(parsePage(last))]).toEqual([1, 2]);
});

/** How many are connected to a socket that somebody listens on; it was made under a name that only begins so. */
const connections = (path: string): number =>
  readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .filter((line) => line.includes(` ${path}.`) && !line.includes(LISTENS)).length;

/** SO_ACCEPTCON, in the column of flags. */
const LISTENS = ' 00010000 ';

test.each<readonly [readonly string[], string]>([
  [[], 'say where to: --otlp, --pushgateway URL, or --textfile FILE'],
  [['--textfile', 'hooks.txt'], '--textfile is "hooks.txt"; node_exporter reads only files whose names end in .prom'],
  [['--pushgateway', 'gateway:9091'], '--pushgateway is no address; expected one like http://localhost:9091'],
  [
    ['--pushgateway', 'http://x', '--grouping', 'a'],
    '--grouping is "a"; expected name=value, with a name of letters, digits and _',
  ],
  [
    ['--pushgateway', 'http://x', '--grouping', '__a=b'],
    '--grouping is "__a=b"; expected name=value, with a name of letters, digits and _',
  ],
  [
    ['--pushgateway', 'http://x', '--grouping', 'hook_name=b'],
    '--grouping is "hook_name=b"; hooks have a label hook_name of their own',
  ],
  [['--pushgateway', 'http://x', '--grouping', 'job='], '--grouping is "job="; a job must have a name'],
  [
    ['--pushgateway', 'http://x', '--header', 'hidden-word'],
    '--header cannot be sent; expected one like "Authorization: Bearer TOKEN"',
  ],
  [['--textfile', 'a.prom', '--timeout', '0'], '--timeout is "0"; expected seconds from 0.1 to 3600'],
  [['--textfile', 'a.prom', '--timeout', '1e3'], '--timeout is "1e3"; expected seconds from 0.1 to 3600'],
  [
    ['--otlp', '--grouping', 'a=b'],
    '--grouping and --header belong to --pushgateway; OTLP has OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS',
  ],
])('push %j is refused in one line, before anything is read', async (words, line) => {
  const dir = join(temporaryFolder(), 'state');
  expect(await commandLine(dir, ['push', ...words])).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr: `hookmeter: ${line}\n`,
  });
  expect(existsSync(dir)).toBe(false);
});
