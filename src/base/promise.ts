// Promise.withResolvers of ES2024, which Node 20 lacks.

export interface Resolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

export function withResolvers<T>(): Resolvers<T> {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
