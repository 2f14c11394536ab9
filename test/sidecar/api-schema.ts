// docs/openapi.json, and what it accepts.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

export const openapi = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': isMoment } });
ajv.addSchema(openapi, 'openapi.json');

/** Fails with what the schema of that name has against it. */
export function expectToFit(name: string, value: unknown): void {
  const pointer = `openapi.json#/components/schemas/${name}`;
  const accepts = ajv.getSchema(pointer);
  if (accepts === undefined) throw new Error(`docs/openapi.json has no ${name}`);
  accepts(value);
  expect(accepts.errors ?? []).toEqual([]);
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
