// When is a call over? For a promise once it is settled, for everything else when the call returns.

import { types } from 'node:util';

/** Told once: undefined for success, else that it threw or rejected. */
export type OnOver = (how: 'returned' | 'threw') => void;

/** What the caller is given in place of a call's result: the same, or a promise that is settled the same way, once `over` was told. */
export function settled(result: unknown, over: OnOver): unknown {
  if (isPlainPromise(result)) return followed(result, over);
  if (!isWatched(result, over)) over('returned');
  return result;
}

/**
 * A promise of its own: a side branch would count as somebody who handles the rejection, and a rejection that nobody
 * handles ends the process. What somebody has hung on the promise goes along.
 */
function followed(promise: Promise<unknown>, over: OnOver): Promise<unknown> {
  const following: Promise<unknown> = Reflect.apply(Promise.prototype.then, promise, [
    (value: unknown) => {
      over('returned');
      return value;
    },
    (error: unknown) => {
      over('threw');
      throw error;
    },
  ]);
  return Object.defineProperties(following, Object.getOwnPropertyDescriptors(promise));
}

function isPlainPromise(value: unknown): value is Promise<unknown> {
  try {
    return types.isPromise(value) && value.constructor === Promise; // of these `await` asks no `then`
  } catch {
    return false;
  }
}

/** A proxy, or a getter, may throw at any question: then the caller, who need not ask, gets it as it is. */
function isWatched(value: unknown, over: OnOver): boolean {
  try {
    return isThenable(value) && watchThen(value, over);
  } catch {
    return false;
  }
}

interface Thenable {
  then: (...reactions: unknown[]) => unknown;
}

function isThenable(value: unknown): value is Thenable {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  return 'then' in value && typeof value.then === 'function';
}

/** Many thenables begin their work when `then` is called, so that must be left to the caller. False where nothing can be changed. */
function watchThen(thenable: Thenable, over: OnOver): boolean {
  const { then } = thenable;
  const watched = function (this: unknown, onValue: unknown, onError: unknown, ...more: unknown[]): unknown {
    const passValue = (value: unknown): unknown => {
      over('returned');
      return typeof onValue === 'function' ? onValue(value) : value;
    };
    const passError = (error: unknown): unknown => {
      over('threw');
      if (typeof onError === 'function') return onError(error);
      throw error;
    };
    return Reflect.apply(then, this, [passValue, passError, ...more]);
  };
  return Reflect.defineProperty(thenable, 'then', {
    value: watched,
    configurable: true,
    writable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(thenable, 'then'),
  });
}
