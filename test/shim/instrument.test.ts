// `instrument` sees how each call ends, and the caller sees no difference.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { type InstrumentOptions, instrument } from '../../src/index.ts';
import { temporaryFolder } from '../support/folders.ts';
import { journal } from '../support/shim.ts';

/** It stays this moment: what is asked twice for the day must hear the same. */
const NOW = Date.UTC(2026, 10, 24, 12);
const TODAY = '2026-11-24.ndjson';

let dir = '';
beforeEach(() => {
  dir = join(temporaryFolder(), 'state');
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => vi.useRealTimers());

/** An instrumented function whose runs are in `dir`. */
const watched = <F extends (...args: never[]) => unknown>(fn: F, more: Partial<InstrumentOptions> = {}): F =>
  instrument(fn, { hook: 'probe', agent: '', project: '', dir, ...more });

/** The kinds and codes of all lines, in order. */
const written = (): unknown[] => journal(dir).lines.map(({ kind, code }) => (kind === 'end' ? code : kind));

class Reader extends MetricReader {
  protected onForceFlush = async (): Promise<void> => {};
  protected onShutdown = async (): Promise<void> => {};
}

/** What was recorded: values by metric name and the attributes that are not the identity. */
async function recorded(reader: Reader): Promise<Record<string, unknown>> {
  const { resourceMetrics } = await reader.collect();
  const found: Record<string, unknown> = {};
  for (const metric of resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)) {
    for (const { attributes, value } of metric.dataPoints) {
      const extra = attributes['hook.outcome'] ?? attributes['error.type'];
      if (value !== 0)
        found[extra === undefined ? metric.descriptor.name : `${metric.descriptor.name} ${extra}`] = value;
    }
  }
  return found;
}

describe('a call that ends', () => {
  const failure = new Error('no');
  test('by returning', () => {
    expect([watched((a: number, b: number) => a + b)(1, 2), written()]).toEqual([3, ['start', 0]]);
  });

  test('by throwing: the same error, and code 1', () => {
    const hook = watched(() => {
      throw failure;
    });
    expect(hook).toThrow(failure);
    expect(written()).toEqual(['start', 1]);
  });

  test('by a promise, when it is settled and not before', async () => {
    const { promise, resolve } = withResolvers<string>();
    const result = watched(() => promise)();
    expect(written()).toEqual(['start']);
    resolve('late');
    expect([await result, written()]).toEqual(['late', ['start', 0]]);
  });

  test('by a promise that is rejected', async () => {
    await expect(watched(async () => Promise.reject(failure))()).rejects.toBe(failure);
    expect(written()).toEqual(['start', 1]);
  });

  test('by a promise on which something hangs: that goes along', async () => {
    const result = watched(() => Object.assign(Promise.resolve(1), { pid: 7 }))();
    expect([result.pid, await result, written()]).toEqual([7, 1, ['start', 0]]);
  });

  test('by a thenable, whose work begins when the caller awaits it', async () => {
    let asked = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: the kind of thing that is tested
      then(onValue: (value: number) => void) {
        asked++;
        onValue(5);
      },
    };
    const result = watched(() => query)();
    expect([result === query, asked, written()]).toEqual([true, 0, ['start']]);
    expect([await result, asked, written()]).toEqual([5, 1, ['start', 0]]);
    expect([await result, written()]).toEqual([5, ['start', 0]]);
  });

  test('by a promise with a `then` of its own, which `await` does not ask', async () => {
    const other = () => {
      throw new Error('asked');
    };
    const promise = Promise.resolve(3);
    Object.defineProperty(promise, 'then', { value: other });
    expect([await watched(() => promise)(), written()]).toEqual([3, ['start', 0]]);
  });

  test('by a thenable that fails', async () => {
    class Lazy extends Promise<number> {
      // biome-ignore lint/suspicious/noThenProperty: the kind of thing that is tested
      override then: Promise<number>['then'] = (onValue, onError) => super.then(onValue, onError);
    }
    const hook = watched(() => Lazy.reject(failure));
    await expect(hook()).rejects.toBe(failure);
    expect(written()).toEqual(['start', 1]);
  });

  test('by a frozen thenable: when it is returned', async () => {
    // biome-ignore lint/suspicious/noThenProperty: the kind of thing that is tested
    const frozen = Object.freeze({ then: (onValue: (value: number) => void) => onValue(6) });
    const result = watched(() => frozen)();
    expect([written(), await result]).toEqual([['start', 0], 6]);
  });

  test('by a generator: when the generator is there, not when it is read', () => {
    const hook = watched(function* () {
      yield 1;
    });
    const numbers = hook();
    expect([written(), [...numbers]]).toEqual([['start', 0], [1]]);
  });

  test('by setting process.exitCode', () => {
    watched(() => {
      process.exitCode = 2;
    })();
    process.exitCode = undefined;
    expect(written()).toEqual(['start', 2]);
  });

  test('nested and at once: each by itself', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance', 'setTimeout'] });
    const inner = watched(async (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)), { hook: 'inner' });
    const outer = watched(async () => Promise.all([inner(30), inner(1)]), { hook: 'outer' });
    const both = Promise.all([outer(), outer()]);
    await vi.advanceTimersByTimeAsync(30);
    await both;
    const { lines } = journal(dir);
    const ends = lines.filter(({ kind }) => kind === 'end');
    expect(new Set(lines.map(({ run }) => run)).size).toBe(6);
    expect(ends.map(({ hook }) => hook).sort()).toEqual(['inner', 'inner', 'inner', 'inner', 'outer', 'outer']);
    expect(ends.map(({ us }) => us)).toEqual([1000, 1000, 30_000, 30_000, 30_000, 30_000]);
    expect(process.listeners('exit').filter(({ name }) => name === 'endAll')).toEqual([]);
  });
});

describe('the function', () => {
  test('keeps this, arguments, name, length, properties and construction', () => {
    function hook(this: { base: number }, a: number, b = 1): number {
      return this.base + a + b;
    }
    const same = watched(Object.assign(hook, { note: 'x' }));
    expect([same.call({ base: 10 }, 1, 2), same.name, same.length, same.note]).toEqual([13, 'hook', 1, 'x']);
    class Thing {}
    const Built = instrument(Thing as unknown as () => Thing, { hook: 'x', dir }) as unknown as typeof Thing;
    expect(new Built()).toBeInstanceOf(Thing);
  });

  test('keeps its type', () => {
    const generic = <T>(value: T): T[] => [value];
    expectTypeOf(watched(generic)(5)).toEqualTypeOf<number[]>();
    expectTypeOf(watched(generic)('x')).toEqualTypeOf<string[]>();
    expectTypeOf(watched(async (a: string, b?: number) => a + b)).toEqualTypeOf<
      (a: string, b?: number) => Promise<string>
    >();
    function method(this: Date, _more: boolean): void {}
    expectTypeOf(watched(method)).toEqualTypeOf<(this: Date, more: boolean) => void>();
    expectTypeOf<InstrumentOptions>().toHaveProperty('hook').toBeString();
    // @ts-expect-error a hook needs a name
    watched(() => {}, { hook: 5 });
    // @ts-expect-error a string is no function
    expect(() => instrument('x', { hook: 'x' })).toThrow();
  });
});

describe('the lines', () => {
  test('are those of the shim, but for the processor time', () => {
    const options = { event: 'PreToolUse', agent: 'claude-code', project: 'web', timeout: 60 };
    watched(() => {}, options)();
    const [start, end] = journal(dir).lines;
    const who = { v: 1, run: start?.run, hook: 'probe', event: 'PreToolUse', agent: 'claude-code', project: 'web' };
    const host = spawnSync('hostname', { encoding: 'utf8' }).stdout.trim();
    expect(start).toEqual({ ...who, kind: 'start', at: start?.at, pid: process.pid, host, timeout: 60 });
    expect(end).toEqual({ ...who, kind: 'end', at: end?.at, us: end?.us, code: 0, timeout: 60 });
    expect([start?.at, end?.at]).toEqual([NOW * 1000, NOW * 1000]);
    expect(Object.keys(end ?? {}).slice(0, 3)).toEqual(['v', 'kind', 'run']);
  });

  test('are private', () => {
    watched(() => {})();
    const day = join(dir, 'journal', TODAY);
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect([mode(dir), mode(join(dir, 'journal')), mode(day)]).toEqual([0o700, 0o700, 0o600]);
  });

  test.each(['x', '"', '\n', '€', '😀', '\u0000'])('hold names of any length: %j', (character) => {
    const name = character.repeat(3000);
    watched(() => {}, { hook: name, event: name, agent: name, project: name })();
    const [, end] = journal(dir).lines;
    expect(end?.hook.length).toBeGreaterThan(20);
    expect(Buffer.byteLength(end?.hook ?? '')).toBeLessThanOrEqual(200);
    expect(name.replaceAll('\u0000', '\ufffd').startsWith(end?.hook ?? '-')).toBe(true);
    expect([end?.event, end?.agent, end?.project]).toEqual([end?.hook, end?.hook, end?.hook]);
  });

  test('name the hook after the function where it has no name', () => {
    watched(function guard() {}, { hook: '' })();
    watched(() => {}, { hook: '' })();
    expect(journal(dir).lines.map(({ hook }) => hook)).toEqual(['guard', 'guard', 'unknown', 'unknown']);
  });

  test('leave out a timeout that is none', () => {
    for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) watched(() => {}, { timeout })();
    expect(journal(dir).lines.filter((line) => 'timeout' in line)).toEqual([]);
  });

  test('are both in the file of the day of the start', () => {
    vi.setSystemTime(Date.UTC(2026, 10, 22, 23, 59, 59));
    watched(() => vi.setSystemTime(Date.UTC(2026, 10, 23, 0, 0, 1)))();
    expect(readdirSync(join(dir, 'journal'))).toEqual(['2026-11-22.ndjson']);
    expect(journal(dir).lines.map(({ at }) => at)).toEqual([1795391999_000000, 1795392001_000000]);
  });

  test.each([-1, 1])('have a duration that no wall clock changes, by %i day', (days) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance'] });
    watched(() => {
      vi.advanceTimersByTime(5);
      vi.setSystemTime(NOW + days * 86_400_000);
    })();
    expect(journal(dir).lines[1]?.us).toBe(5000);
  });

  test('are not written with journal: false', () => {
    watched(() => {}, { journal: false })();
    expect(existsSync(dir)).toBe(false);
  });
});

describe('whatever is wrong, the hook runs', () => {
  const places: Readonly<Record<string, () => void>> = {
    'a file in place of the directory': () => writeFileSync(dir, ''),
    'a file in place of the journal': () => {
      mkdirSync(dir);
      writeFileSync(join(dir, 'journal'), '');
    },
    'a FIFO in place of the file': () => {
      mkdirSync(join(dir, 'journal'), { recursive: true });
      spawnSync('mkfifo', [join(dir, 'journal', TODAY)]);
    },
    'a folder in place of the file': () => mkdirSync(join(dir, 'journal', TODAY), { recursive: true }),
  };
  test.each(Object.keys(places))('%s', (name) => {
    places[name]?.();
    expect(watched(() => 5)()).toBe(5);
    expect(watched(() => 5, { dir: `${dir}\u0000` })()).toBe(5);
  });

  test('the journal goes away while it runs', () => {
    const hook = watched(() => rmSync(dir, { recursive: true }));
    hook();
    expect(written()).toEqual([0]);
  });

  test('a MeterProvider that throws', () => {
    const thrower = () => {
      throw new Error('broken');
    };
    const meterProvider = { getMeter: thrower };
    expect(watched(() => 5, { meterProvider })()).toBe(5);
    expect(written()).toEqual(['start', 0]);
  });
});

describe('the metrics', () => {
  let reader: Reader;
  let meterProvider: MeterProvider;
  beforeEach(() => {
    reader = new Reader();
    meterProvider = new MeterProvider({ readers: [reader] });
  });
  afterEach(() => meterProvider.shutdown());

  test('count success, block and failure by the contract', async () => {
    const hook = watched(
      (code: number) => {
        process.exitCode = code === 0 ? undefined : code;
        if (code === 1) throw new Error('no');
      },
      { meterProvider, agent: 'claude-code', timeout: 60, journal: false },
    );
    hook(0);
    vi.setSystemTime(NOW + 60_000);
    hook(2);
    process.exitCode = undefined;
    hook(3);
    process.exitCode = undefined;
    expect(() => hook(1)).toThrow();
    process.exitCode = undefined;
    expect(await recorded(reader)).toEqual({
      'hook.executions success': 1,
      'hook.executions blocked': 1,
      'hook.executions failed': 2,
      'hook.failures 3': 1,
      'hook.failures 1': 1,
      'hook.duration': expect.objectContaining({ count: 4, buckets: expect.anything() }),
      'hook.last_execution.timestamp': (NOW + 60_000) / 1000,
      'hook.last_success.timestamp': NOW / 1000,
      'hook.timeout': 60,
    });
  });

  test('count what runs now', async () => {
    const { promise, resolve } = withResolvers<void>();
    const hook = watched(() => promise, { meterProvider });
    const [one, two] = [hook(), hook()];
    expect(await recorded(reader)).toEqual({ 'hook.active': 2 });
    resolve();
    await Promise.all([one, two]);
    expect(await recorded(reader)).not.toHaveProperty('hook.active');
  });

  test('time out at the declared timeout', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance'] });
    const { promise, resolve } = withResolvers<void>();
    const over = watched(() => promise, { meterProvider, timeout: 0.01 })();
    vi.advanceTimersByTime(20);
    resolve();
    await over;
    expect(await recorded(reader)).toMatchObject({ 'hook.executions timed_out': 1, 'hook.failures timed_out': 1 });
  });

  test('have the names, units and bounds of the contract, and every outcome at zero', async () => {
    watched(() => {}, { meterProvider, event: 'Stop', agent: 'codex', project: 'web' })();
    const metrics = (await reader.collect()).resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const { FAMILY_BY_OTEL_NAME } = await import('../../src/exports/contract.ts');
    const { BOUNDS_SECONDS } = await import('../../src/ledger/histogram.ts');
    for (const { descriptor, dataPoints } of metrics) {
      const family = FAMILY_BY_OTEL_NAME.get(descriptor.name);
      expect([descriptor.unit, descriptor.description]).toEqual([family?.unit, family?.help]);
      for (const { attributes } of dataPoints) {
        expect(attributes).toMatchObject({
          'hook.name': 'probe',
          'hook.event': 'Stop',
          'hook.agent': 'codex',
          'hook.project': 'web',
        });
        expect(Object.keys(attributes).slice(4)).toEqual(family?.attributes);
      }
    }
    const points = (name: string) => metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints;
    expect(points('hook.executions')).toHaveLength(7);
    expect(points('hook.duration')?.[0]?.value).toMatchObject({ buckets: { boundaries: BOUNDS_SECONDS } });
  });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve = (_value: T): void => {};
  const promise = new Promise<T>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}
