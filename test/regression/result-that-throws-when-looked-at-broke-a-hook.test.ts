import { afterEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/index.ts';
import { temporaryFolder } from '../support/folders.ts';
import { journal } from '../support/shim.ts';

const refuse = (): never => {
  throw new Error('do not look');
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const thenable = Object.defineProperty({}, 'then', { value: () => {} });

describe('a function is given its result back', () => {
  const dir = temporaryFolder();
  let calls = 0;
  afterEach(() => expect(journal(dir).lines.filter(({ kind }) => kind === 'end')).toHaveLength(calls));

  test.each<readonly [string, unknown]>([
    ['with a `then` that throws when it is read', Object.defineProperty({}, 'then', { get: refuse })],
    [
      'that is a proxy and throws at every question',
      new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse }),
    ],
    ['that is a proxy and cannot be changed', new Proxy(thenable, { defineProperty: refuse })],
    ['that is a revoked proxy', revoked.proxy],
  ])('%s', (_what, result) => {
    calls++;
    expect(instrument(() => result, { hook: 'h', dir })() === result).toBe(true);
  });
});

test('a promise that throws when its constructor is read stays what it is', () => {
  const promise = Object.defineProperty(Promise.resolve(1), 'constructor', { get: refuse });
  expect(instrument(() => promise, { hook: 'h', journal: false })() === promise).toBe(true);
});

test('a proxy around a promise stays what it is', async () => {
  const proxy = new Proxy(Promise.resolve(1), {});
  const given = instrument(() => proxy, { hook: 'h', journal: false })();
  expect(given === proxy).toBe(true);
  await expect(async () => await given).rejects.toThrow('incompatible receiver');
});
