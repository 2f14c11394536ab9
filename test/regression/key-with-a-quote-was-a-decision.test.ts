import { expect, test } from 'vitest';
import { compareDeciding } from '../shim/decisions.ts';
import { shimFor } from '../support/shim.ts';

test.each([
  ['a key that ends in a quote', '{"decision\\"":"deny"}'],
  ['a key that ends in a backslash', '{"decision\\\\":"deny"}'],
  ['a word that ends in a quote', '{"decision":"deny\\""}'],
  ['a word that begins with a backslash', '{"decision":"\\\\deny"}'],
  ['a quote without its other half', '{"decision":"deny"}"'],
  ['a text beside a text', '{"a":"b""c":"d","decision":"deny"}'],
])('%s is no decision', (_what, stdout) => {
  expect(compareDeciding(shimFor('/bin/bash'), 'cat', { input: Buffer.from(stdout) }).decision).toBeUndefined();
});
