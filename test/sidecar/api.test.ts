// The JSON API of the real sidecar, held against docs/openapi.json and against the journal.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyManifest, writeManifest } from '../../src/hosts/manifest.ts';
import type { HookDetail, InsightsAnswer, Overview, RunsAnswer } from '../../src/views/api/types.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, type Sidecar, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine, ends, noonAgo, pack, startLine } from '../support/journal.ts';
import { ask } from '../support/raw-client.ts';
import { until } from '../support/until.ts';
import { expectToFit, openapi } from './api-schema.ts';

const get = async <T>(sidecar: Sidecar, path: string): Promise<{ readonly status: number; readonly body: T }> => {
  const response = await fetch(`${sidecar.url}/api/${path}`);
  return { status: response.status, body: (await response.json()) as T };
};

/** Two invented weeks, that these tests only read. */
let invented: Sidecar;
/** Of nothing at all. */
let empty: Sidecar;
beforeAll(async () => {
  const dir = join(temporaryFolder(), 'state');
  await hookmeter(dir, ['demo', '--into', dir]);
  [invented, empty] = await Promise.all([startSidecar(dir), startSidecar(temporaryFolder())]);
});

test('answers what its document says, on every path that the document and the server have', async () => {
  const sidecar = invented;
  const questions = [
    'overview',
    'overview?since=7d',
    'overview?until=2h',
    'insights',
    'insights?since=3d',
    'hook?name=typecheck',
    'runs',
    'runs?limit=3&hook=lint',
  ];
  const schemaOf: Readonly<Record<string, string>> = {
    overview: 'Overview',
    insights: 'Insights',
    hook: 'HookDetail',
    runs: 'Runs',
  };
  for (const question of questions) {
    const { status, body } = await get(sidecar, question);
    expect([question, status]).toEqual([question, 200]);
    expectToFit(schemaOf[question.split('?')[0] ?? ''] ?? '', body);
  }
  for (const path of ['report', 'snapshot'] as const) {
    const { body } = await get<object>(sidecar, path);
    const { schema } = openapi.paths[`/api/${path}`].get.responses['200'].content['application/json'];
    expect(Object.keys(body)).toEqual(expect.arrayContaining(schema.required));
  }
  expect((await get(sidecar, 'openapi.json')).body).toEqual(openapi);
  const source = readFileSync(new URL('../../src/sidecar/api.ts', import.meta.url), 'utf8');
  const served = Array.from(source.matchAll(/app\.get\('([^']+)'/g), ([, path]) => path);
  expect(Object.keys(openapi.paths).sort()).toEqual(served.sort());
});

describe('a question that cannot be asked', () => {
  test.each([
    ['overview?since=7x', 400, 'since is "7x"; expected a time like'],
    ['overview?since=1d&until=2d', 400, 'nothing lies between since and until'],
    ['overview?sinse=7d', 400, '"sinse" is unknown here; expected since, until'],
    ['overview?since=7d&since=1d', 400, 'since is given 2 times; expected one'],
    ['overview?since=%FF%FE', 400, 'since is '],
    ['runs?since=7d', 400, '"since" is unknown here; expected limit, hook'],
    ['hook', 400, 'name is missing; expected the name of a hook'],
    ['hook?name=%00', 404, 'no runs of that hook are known in that time'],
    ['hook?name=nobody', 404, 'no runs of that hook are known in that time'],
    ['runs?limit=0', 400, 'limit is "0"; expected a number from 1 to 1000'],
    ['runs?limit=1e3', 400, 'limit is "1e3"'],
  ])('%s: %s, and why', async (question, status, why) => {
    const answer = await get<{ error: string }>(empty, question);
    expect([answer.status, answer.body.error.startsWith(why)]).toEqual([status, true]);
    expectToFit('Error', answer.body);
  });
});

test('finds what the invented weeks hold: the slowest, the newly slower and the broken one', async () => {
  const sidecar = invented;
  const { body: overview } = await get<Overview>(sidecar, 'overview');
  const rows = new Map(overview.hooks.map((row) => [row.hook, row]));
  expect(overview.hooks[0]?.hook).toBe('unit-tests');
  expect(rows.get('secret-scan')?.condition).toBe('broken');
  expect(rows.get('typecheck')?.changed).toMatchObject({
    was_ms: expect.closeTo(2600, -3),
    is_ms: expect.closeTo(4400, -3),
  });
  expect(overview.hooks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  const { body: insights } = await get<InsightsAnswer>(sidecar, 'insights');
  expect(insights.advice[0]).toMatchObject({ hook: 'secret-scan', kind: 'broken' });
  expect(insights.together).toContainEqual(
    expect.objectContaining({ kind: 'failed', hooks: expect.arrayContaining(['integration', 'schema-check']) }),
  );
  const { body: detail } = await get<HookDetail>(sidecar, 'hook?name=typecheck');
  expect(detail.duration_changes).toHaveLength(1);
  expect(detail.duration_changes[0]?.says).toMatch(/^Since 20\d\d-\d\d-\d\d \d\d:\d\d UTC runs take 6\d% longer/);
});

test('counts as the ledger does: sealed days, a run that was lost, one line written twice; nothing of the forgotten', async () => {
  const dir = temporaryFolder();
  const [old, new_] = [noonAgo(9), noonAgo(1)];
  pack(dir, dayOf(old), ends(40, 'old', old));
  const twice = endLine({ run: 'twice', at: new_, ms: 7 });
  append(dir, dayOf(new_), ends(10, 'new', new_) + twice + twice + ends(3, 'gone', new_, 'gone'));
  append(dir, dayOf(new_), startLine({ run: 'killed', at: new_ + 50, host: 'elsewhere', timeout: 1 }));
  await hookmeter(dir, ['forget', 'gone']);
  const sidecar = await startSidecar(dir);
  const { body } = await get<Overview>(sidecar, 'overview');
  expect(body.hooks.map(({ hook }) => hook)).toEqual(['format']);
  const [row] = body.hooks;
  const { hooks } = (
    await get<{ hooks: readonly { hook: string; executions: number; outcomes: object }[] }>(sidecar, 'report')
  ).body;
  const counted = hooks.find(({ hook }) => hook === 'format');
  expect([row?.runs, row?.outcomes]).toEqual([counted?.executions, counted?.outcomes]);
  expect([row?.runs, row?.outcomes.success, row?.failures]).toEqual([52, 51, 1]);
  expect(body.range.from).toBe(new Date(old).toISOString());
  const recent = (await get<Overview>(sidecar, `overview?since=${new Date(new_).toISOString()}`)).body;
  expect(recent.hooks[0]?.runs).toBe(12);
});

test('packs what is long for whoever can unpack it, and nothing else', async () => {
  const sidecar = invented;
  const get = (path: string, accepts: string) =>
    ask(`${sidecar.url}/api/${path}`, { headers: { 'Accept-Encoding': accepts } });
  const [plain, packed, short, head] = [
    await get('runs?limit=500', 'identity'),
    await get('runs?limit=500', 'br, gzip'),
    await get('runs?limit=1', 'gzip'),
    await ask(`${sidecar.url}/api/runs?limit=500`, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } }),
  ];
  const encodings = [plain, packed, short, head].map(({ headers }) => headers['content-encoding']);
  expect(encodings).toEqual([undefined, 'gzip', undefined, 'gzip']);
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  expect(packed.body.length).toBeLessThan(plain.body.length / 5);
  expect([packed.headers['vary'], head.body.length]).toEqual(['Accept-Encoding', 0]);
});

test('shows runs as they come, before any question about them has been answered', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  expect((await get<Overview>(sidecar, 'overview')).body).toMatchObject({ runs: 0, hooks: [], never_ran: [] });
  for (const line of [':', 'exit 3', ':']) {
    await runHook(dir, '<b>&"', line);
    const shown = await get<RunsAnswer>(sidecar, 'runs?limit=1');
    expect(shown.body.runs[0]).toMatchObject({ hook: '<b>&"', code: line === ':' ? 0 : 3 });
  }
  const { body } = await get<HookDetail>(sidecar, `hook?name=${encodeURIComponent('<b>&"')}`);
  expect([body.row.runs, body.row.failures, body.points.outcome]).toEqual([3, 1, [0, 2, 0]]);
});

test('tells of hooks that are configured and never ran', async () => {
  const dir = temporaryFolder();
  const hook = {
    hook: 'guard',
    event: 'PreToolUse',
    host: 'claude-code',
    scope: 'user',
    file: '/f',
    command: 'c',
    since: 1_795_328_330_000_000,
  } as const;
  writeManifest(join(dir, 'manifest.json'), { ...emptyManifest(), hooks: [hook] });
  const sidecar = await startSidecar(dir);
  const never = [{ hook: 'guard', event: 'PreToolUse', agent: 'claude-code', project: '' }];
  expect((await get<Overview>(sidecar, 'overview')).body.never_ran).toEqual(never);
  await runHook(dir, 'guard');
  await until('it has run', async () => (await get<Overview>(sidecar, 'overview')).body.never_ran.length === 0);
});
