// Runs as they happen, over the wire.

import { expect, test } from 'vitest';
import type { RunsAnswer } from '../../src/views/api/types.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, runHook, SHIM, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, endLine, startLine } from '../support/journal.ts';
import { cleanEnv, start } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { expectToFit } from './api-schema.ts';
import { type Listener, listen } from './live-client.ts';

const changes = ({ events }: Listener) => events.flatMap((each) => (each.event === 'changes' ? [each] : []));
const ended = (listener: Listener) => changes(listener).flatMap(({ data }) => data.ended);
const started = (listener: Listener) => changes(listener).flatMap(({ data }) => data.started);

test('says hello with what is open, tells of starts and ends, and beats every second', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const sleeper = start(SHIM, ['--hook', 'slow', '--timeout', '30', '--', 'sleep', '6000'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
  });
  const listener = await until('the open run is told of', async () => {
    const attempt = await listen(sidecar.url);
    await until('hello', () => attempt.events.length > 0);
    const [first] = attempt.events;
    return first?.event === 'hello' && first.data.open.length === 1 ? attempt : undefined;
  });
  await runHook(dir, 'quick', 'exit 3');
  await until('the quick one is told of', () => ended(listener).length === 1);
  sleeper.kill('SIGTERM');
  await until('the slow one is told of', () => ended(listener).length === 2);
  await until('two beats', () => listener.events.filter(({ event }) => event === 'health').length >= 2);
  const [hello] = listener.events;
  if (hello?.event !== 'hello') throw new Error('no hello');
  expect(hello.data.open).toEqual([expect.objectContaining({ hook: 'slow', timeout_ms: 30_000 })]);
  expect(started(listener).map(({ hook }) => hook)).toEqual(['quick']);
  expect(ended(listener)).toEqual([
    expect.objectContaining({ hook: 'quick', outcome: 'failed', code: 3, run: started(listener)[0]?.run }),
    expect.objectContaining({ hook: 'slow', outcome: 'signaled', run: hello.data.open[0]?.run }),
  ]);
  for (const { event, data } of listener.events)
    expectToFit({ hello: 'Hello', changes: 'Changes', health: 'Health' }[event], data);
});

// How soon after its end is in test/sidecar/live-clients.test.ts and rhythm.test.ts.
test('each run is told of once, and dated by its own end', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const listener = await listen(sidecar.url);
  for (let i = 1; i <= 5; i++) {
    await runHook(dir, 'quick');
    await until('it is told of', () => ended(listener).length === i);
  }
  const late = changes(listener).flatMap(({ heardAt, data }) => data.ended.map(({ at }) => heardAt - at));
  expect(late.filter((ms) => ms < 0)).toEqual([]);
});

test('of a burst every run is listed or counted, and none stays open', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const listener = await listen(sidecar.url);
  const now = Date.now();
  const run = (i: number) => startLine({ run: `r${i}`, at: now }) + endLine({ run: `r${i}`, at: now + 1 });
  append(dir, dayOf(now), Array.from({ length: 5000 }, (_, i) => run(i)).join(''));
  await until(
    'all are told of',
    () => changes(listener).reduce((sum, { data }) => sum + data.ended.length + data.skipped, 0) === 5000,
  );
  const open = new Set(started(listener).map((item) => item.run));
  for (const item of ended(listener)) open.delete(item.run ?? '');
  expect(open.size).toBe(0);
});

test('a run whose process is gone is taken off the open ones', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const listener = await listen(sidecar.url);
  const child = start(SHIM, ['--hook', 'killed', '--', 'sleep', '6000'], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    detached: true,
  });
  await until('its start is told of', () => started(listener).length === 1);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await until('its loss is told of', () => ended(listener).length === 1);
  expect(ended(listener)).toEqual([
    expect.objectContaining({ hook: 'killed', outcome: 'lost', ms: null, run: started(listener)[0]?.run }),
  ]);
  const answer = await fetch(`${sidecar.url}/api/runs`);
  expect(((await answer.json()) as RunsAnswer).runs).toEqual([
    expect.objectContaining({ hook: 'killed', outcome: 'lost', ms: null }),
  ]);
});

test('whoever listens does not hold up the end of the sidecar, nor its totals', async () => {
  const dir = temporaryFolder();
  const sidecar = await startSidecar(dir);
  const listeners = await Promise.all(Array.from({ length: 8 }, () => listen(sidecar.url)));
  await runHook(dir, 'last');
  await sidecar.stop();
  await Promise.all(listeners.map((listener) => listener.ended));
  const { stdout } = await hookmeter(dir, ['report', '--json']);
  expect(JSON.parse(stdout).total_executions).toBe(1);
});
