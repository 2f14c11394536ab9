// Clients that are many or slow, without a network: what they are sent piles up where a test can see it.

import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, expect, test, vi } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { type EndRecord, identityOf } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { createLive } from '../../src/sidecar/live.ts';
import type { Health } from '../../src/views/api/types.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** Whoever never reads: nothing of what it is sent ever leaves. */
const client = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));
const leave = (gone: ServerResponse): boolean => gone.emit('close');

function begun() {
  const live = createLive();
  const health: Health = {
    now: 0,
    version: '1',
    started_at: '',
    runs: 0,
    failures: 0,
    open_runs: 0,
    lag_bytes: 0,
    lag_seconds: 0,
    lines: 0,
    rejects: {},
    lost_runs: 0,
    write_errors: 0,
    checkpoint_age_seconds: null,
  };
  live.begin({ health: () => health, open: () => [], now: () => 0 });
  return live;
}

const long = 'n'.repeat(200);
const end = (run: string): EndRecord => ({
  kind: 'end',
  run: hashOf(run),
  identity: identityOf(long, long, long, long),
  at: micros(1),
  us: micros(1),
  user: micros(0),
  sys: micros(0),
  code: 0,
  signal: undefined,
  decision: undefined,
  timeout: undefined,
});

test('sixty-four listen at a time; one more is refused until one of them has left', () => {
  const live = begun();
  const clients = Array.from({ length: 64 }, client);
  expect(clients.map((each) => live.serve(each))).toEqual(clients.map(() => true));
  expect(live.serve(client())).toBe(false);
  clients.slice(0, 1).forEach(leave);
  expect([live.serve(client()), live.serve(client())]).toEqual([true, false]);
});

test('whoever reads nothing is cut off before it costs more than some megabytes, and nobody else is', () => {
  const live = begun();
  const [slow, quick] = [client(), client()];
  for (const each of [slow, quick]) live.serve(each);
  let most = 0;
  Object.defineProperty(quick, 'writableLength', { get: () => 0 });
  for (let i = 0; i < 20_000 && !slow.destroyed; i++) {
    live.watcher.ended(end(`r${i}`), 'success', undefined);
    vi.advanceTimersByTime(1);
    most = Math.max(most, slow.writableLength);
  }
  expect([slow.destroyed, quick.destroyed]).toEqual([true, false]);
  expect(most).toBeGreaterThan(4_000_000);
  expect(most).toBeLessThan(5_000_000);
});

test('a run is told of a twentieth of a second after it was read, with all that came meanwhile, and a beat comes every second', () => {
  const live = begun();
  const only = client();
  const told: string[] = [];
  only.write = (text: string) => told.push(/^event: (.*)$/m.exec(text)?.[1] ?? '') > 0;
  live.serve(only);
  live.watcher.ended(end('a'), 'success', undefined);
  vi.advanceTimersByTime(49);
  live.watcher.ended(end('b'), 'success', undefined);
  expect(told).toEqual(['hello']);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['hello', 'changes']);
  vi.advanceTimersByTime(1950);
  expect(told).toEqual(['hello', 'changes', 'health', 'health']);
});

test('of thousands that come at once two hundred are listed, and the rest is a number', () => {
  const live = begun();
  const only = client();
  const told: { readonly ended: readonly unknown[]; readonly skipped: number }[] = [];
  only.write = (text: string) => told.push(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')) > 0;
  live.serve(only);
  for (let i = 0; i < 5000; i++) live.watcher.ended(end(`r${i}`), 'success', undefined);
  vi.advanceTimersByTime(50);
  expect([told.length, told[1]?.ended.length, told[1]?.skipped]).toEqual([2, 200, 4800]);
});

test('nothing ticks while nobody listens', () => {
  const live = begun();
  const only = client();
  live.serve(only);
  expect(vi.getTimerCount()).toBe(1);
  leave(only);
  live.watcher.ended(end('r'), 'success', undefined);
  expect(vi.getTimerCount()).toBe(0);
});
