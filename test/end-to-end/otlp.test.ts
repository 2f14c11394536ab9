// Pushing over OTLP, from the real program to a receiver that decodes what it gets.

import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../src/exports/contract.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, startSidecar } from '../support/hookmeter.ts';
import { type Page, parsePage } from '../support/metrics-page.ts';
import { type Point, type Push, seriesOf, startReceiver } from '../support/otlp-receiver.ts';
import { freePort } from '../support/ports.ts';
import { executionsIn, never, SELDOM, serveTo, to, truthOf, untilTold } from './otlp-pushes.ts';

const families: ReadonlyMap<string, Family> = new Map(Object.values(FAMILIES).map((family) => [family.otel, family]));

/** The same values as the page says, under the other names. */
function pageOf(points: readonly Point[]): Map<string, number> {
  const page = new Map<string, number>();
  for (const { name, attributes, value } of points) {
    const prometheus = families.get(name)?.prometheus ?? name;
    if (typeof value === 'number') {
      page.set(seriesOf(prometheus, attributes), value);
      continue;
    }
    const ends = [...value.bounds.map(String), '+Inf'];
    ends.forEach((le, i) => {
      const count = value.counts.slice(0, i + 1).reduce((a, b) => a + b, 0);
      page.set(seriesOf(`${prometheus}_bucket`, { ...attributes, le }), count);
    });
    page.set(seriesOf(`${prometheus}_sum`, attributes), value.sum);
    page.set(seriesOf(`${prometheus}_count`, attributes), value.count);
  }
  return page;
}

function hooksOn({ samples }: Page): Map<string, number> {
  const page = new Map<string, number>();
  for (const [series, value] of samples) {
    const [, name = '', labels = ''] = /^(hook_\w+)\{(.*)\}$/s.exec(series) ?? [];
    if (name !== '')
      page.set(`${name}{${(labels.match(/\w+="(?:[^"\\]|\\.)*"/gs) ?? []).sort().join(',')}}`, Number(value));
  }
  return page;
}

async function someRuns(dir: string): Promise<void> {
  await runHook(dir, 'format');
  await runHook(dir, 'format', 'exit 7');
  await runHook(dir, 'say "hi" é🚀', 'sleep 0.03');
  await runHook(dir, 'gone', join(dir, 'not', 'there'));
}

test('a receiver gets the whole contract: names, units, kinds, values, start times, and who sends', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  await someRuns(dir);
  const file = join(dir, 'same.prom');
  const { code, stdout, stderr } = await hookmeter(dir, ['push', '--otlp', '--textfile', file], {
    env: to(receiver.url),
  });
  expect([code, stdout, stderr]).toEqual([
    0,
    `otlp: ${receiver.url}/v1/metrics has taken 4 executions\ntextfile: ${file} has taken 4 executions\n`,
    '',
  ]);
  const [beginnings, push, ...more] = receiver.pushes;
  if (beginnings === undefined || push === undefined) throw new Error('two requests were expected');
  expect(more).toEqual([]);
  expect([push.path, push.headers['content-type'], push.scope.name]).toEqual([
    '/v1/metrics',
    'application/x-protobuf',
    'hookmeter',
  ]);
  expect(push.resource).toEqual({
    'service.name': 'hookmeter',
    'service.version': push.scope.version,
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'host.name': hostname(),
  });

  const shapes = new Map(
    push.points.map(({ name, unit, kind, isMonotonic, temporality }) => [
      name,
      { unit, kind, isMonotonic, temporality },
    ]),
  );
  expect(shapes.size).toBeGreaterThan(10);
  for (const [name, shape] of shapes) expect([name, shape]).toEqual([name, shapeOf(families.get(name))]);
  expect(pageOf(push.points)).toEqual(hooksOn(parsePage(readFileSync(file, 'utf8'))));
  const format = push.points.find(
    ({ name, attributes }) => name === 'hook.duration' && attributes['hook.name'] === 'format',
  );
  expect(format?.value).toMatchObject({ count: 2, bounds: expect.any(Array), counts: expect.any(Array) });

  const starts = startsOf(push);
  for (const { name, attributes, start, at } of push.points) {
    expect([name, start]).toEqual([name, starts.get(attributes['hook.name'] ?? '')]);
    expect(at).toBeGreaterThan(start);
  }
});

function shapeOf(family: Family | undefined): object {
  const isGauge = family?.kind === 'gauge';
  const kind = isGauge ? 'gauge' : family?.kind === 'histogram' ? 'histogram' : 'sum';
  const isMonotonic = kind === 'sum' ? family?.kind === 'counter' : undefined;
  return { unit: family?.unit, kind, isMonotonic, temporality: isGauge ? undefined : 2 };
}

/** When each hook's first run started, as its points say. */
const startsOf = ({ points }: Push): Map<string, number> =>
  new Map(
    points
      .filter(({ name }) => name === 'hook.active')
      .map(({ attributes, start }) => [attributes['hook.name'] ?? '', start]),
  );

test('a new series is told at zero, dated when its first run started; a new error type when there was none yet', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  const env = to(receiver.url);
  await runHook(dir, 'format');
  await hookmeter(dir, ['push', '--otlp'], { env });
  await runHook(dir, 'format', 'exit 7');
  await hookmeter(dir, ['push', '--otlp'], { env });
  await hookmeter(dir, ['push', '--otlp'], { env });
  const [zeros, first, failure, second, third, ...more] = receiver.pushes;
  if (zeros === undefined || first === undefined || failure === undefined || second === undefined)
    throw new Error('too few');
  expect([third === undefined, more]).toEqual([false, []]); // nothing new: one request

  const counting = (push: Push): string[] =>
    push.points
      .filter(({ temporality, isMonotonic }) => temporality === 2 && isMonotonic !== false)
      .map(({ name, attributes }) => seriesOf(name, attributes));
  expect(zeros.points.map(({ name, attributes }) => seriesOf(name, attributes)).sort()).toEqual(counting(first).sort());
  const started = startsOf(first).get('format') ?? 0;
  for (const { start, at, value } of zeros.points) {
    expect([start, at, typeof value === 'number' ? value : value.count + value.sum]).toEqual([
      started,
      started + 1000,
      0,
    ]);
  }
  expect(failure.points.map(({ name, attributes, value, at }) => [name, attributes['error.type'], value, at])).toEqual([
    ['hook.failures', '7', 0, first.points[0]?.at],
  ]);
  expect(second.points.find(({ name }) => name === 'hook.failures')?.value).toBe(1);
});

test('a receiver that is down costs nothing: exit code 1, one line, and the next push tells all', async () => {
  const dir = temporaryFolder();
  const port = await freePort();
  await runHook(dir, 'format');
  const env = to(`http://127.0.0.1:${port}`);
  const down = await hookmeter(dir, ['push', '--otlp', '--timeout', '0.5'], { env });
  expect(down).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr: `hookmeter: otlp: http://127.0.0.1:${port}/v1/metrics did not take them: connect ECONNREFUSED 127.0.0.1:${port}; nothing is lost, the next push sends the totals\n`,
  });
  await runHook(dir, 'format', 'exit 1');
  const receiver = await startReceiver(undefined, port);
  expect((await hookmeter(dir, ['push', '--otlp'], { env })).code).toBe(0);
  expect(executionsIn(receiver.pushes.at(-1) ?? never())).toEqual({ format: 2 });
  expect(truthOf(dir)).toEqual({ format: 2 });
});

test('a sidecar that is killed and restarted goes on: same series, same start, no counter goes back', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  await someRuns(dir);
  const first = await serveTo(dir, receiver.url);
  await untilTold(receiver, { format: 2, 'say "hi" é🚀': 1, gone: 1 });
  await runHook(dir, 'format');
  await untilTold(receiver, { format: 3, 'say "hi" é🚀': 1, gone: 1 });
  await first.stop('SIGKILL');
  await runHook(dir, 'while-it-was-down');
  const second = await serveTo(dir, receiver.url, SELDOM);
  await untilTold(receiver, { format: 3, 'say "hi" é🚀': 1, gone: 1, 'while-it-was-down': 1 });
  await runHook(dir, 'at-the-very-end');
  expect(await second.stop()).toMatchObject({ code: 0 });
  expect(executionsIn(receiver.pushes.at(-1) ?? never())).toEqual(truthOf(dir));

  expect(new Set(receiver.pushes.map(({ resource }) => resource['service.instance.id'])).size).toBe(1);
  const told = new Map<string, { at: number; start: number; value: number }>();
  for (const { name, attributes, start, at, value, isMonotonic, kind } of receiver.pushes.flatMap(
    ({ points }) => points,
  )) {
    if (kind === 'gauge' || isMonotonic === false) continue;
    const series = seriesOf(name, attributes);
    const now = { at, start, value: typeof value === 'number' ? value : value.count };
    const before = told.get(series) ?? { at: 0, start, value: 0 };
    expect([series, now.at > before.at, now.value >= before.value, now.start]).toEqual([
      series,
      true,
      true,
      before.start,
    ]);
    told.set(series, now);
  }
  const began = (hook: string): number | undefined =>
    receiver.pushes
      .flatMap(({ points }) => points)
      .find(({ name, attributes }) => name === 'hook.executions' && attributes['hook.name'] === hook)?.value as number;
  expect([began('while-it-was-down'), began('at-the-very-end')]).toEqual([0, 0]);
});

test('two directories are two instances, two pushes at once are one', async () => {
  const [one, other] = [temporaryFolder(), temporaryFolder()];
  const receiver = await startReceiver();
  const env = to(receiver.url);
  const pushes = [one, one, one, other].map((dir) => hookmeter(dir, ['push', '--otlp'], { env }));
  expect((await Promise.all(pushes)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const [id, otherId] = [one, other].map((dir) => readFileSync(join(dir, 'instance-id'), 'utf8').trim());
  const told = receiver.pushes.map(({ resource }) => resource['service.instance.id'] ?? '');
  expect([told.sort(), id === otherId]).toEqual([[id, id, id, otherId].sort(), false]);
  writeFileSync(join(one, 'instance-id'), '\0');
  await hookmeter(one, ['push', '--otlp'], { env });
  const fresh = readFileSync(join(one, 'instance-id'), 'utf8').trim();
  expect(receiver.pushes.at(-1)?.resource['service.instance.id']).toBe(fresh);
  expect(fresh).toMatch(/^[0-9a-f-]{36}$/);
});

test('imported history is never pushed', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  const old = join(dir, 'old.json');
  const totals = { total_executions: 9, successful_executions: 9, failed_executions: 0, average_execution_time: 5 };
  writeFileSync(old, JSON.stringify({ hook_performance: { format: totals, gone: totals } }));
  await hookmeter(dir, ['import', 'metrics-json', old]);
  await runHook(dir, 'format');
  await hookmeter(dir, ['push', '--otlp'], { env: to(receiver.url) });
  expect(receiver.pushes.map(executionsIn).at(-1)).toEqual({ format: 1 });
  expect(truthOf(dir)).toEqual({ format: 10, gone: 9 });
});

test('beside a running sidecar a push waits until that one has read everything', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  const sidecar = await startSidecar(dir);
  await runHook(dir, 'format');
  expect((await hookmeter(dir, ['push', '--otlp'], { env: to(receiver.url) })).code).toBe(0);
  expect(executionsIn(receiver.pushes.at(-1) ?? never())).toEqual({ format: 1 });
  expect(await sidecar.stop()).toMatchObject({ code: 0 });
});
