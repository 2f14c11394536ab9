/** Ends a switch over a union: a case that was forgotten does not compile, a value from outside the type throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
