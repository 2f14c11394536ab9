// Reading a metrics.json that the spec's own recorder wrote, for taking its totals over. That recorder loses updates when
// hooks run at once, so what contradicts itself is settled and told; what makes no sense at all is refused.

import { type Micros, microsFromMillis } from '../base/units.ts';
import type { ImportedTotals } from '../ledger/snapshot.ts';
import { isPlainObject } from './plain-object.ts';

export type SpecMetrics =
  | { readonly ok: true; readonly hooks: readonly ImportedTotals[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The first thing that cannot be meant refuses the whole file; the message says where it is. */
export function parseSpecMetrics(text: string): SpecMetrics {
  try {
    const warnings: string[] = [];
    const performance = objectIn(objectIn(parseJson(text), 'the file')['hook_performance'], 'hook_performance');
    const hooks: ImportedTotals[] = [];
    for (const [hook, value] of Object.entries(performance)) {
      const totals = readHook(hook, value, warnings);
      if (totals !== undefined) hooks.push(totals);
    }
    return { ok: true, hooks, warnings };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
}

/** Leaves the reader from any depth; never leaves this file. */
class Refusal extends Error {}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new Refusal('the file is empty');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(`the file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readHook(hook: string, value: unknown, warnings: string[]): ImportedTotals | undefined {
  const where = `hook_performance[${JSON.stringify(hook)}]`;
  const fields = objectIn(value, where);
  const counts = readCounts(fields, where, warnings);
  const average = numberIn(fields, 'average_execution_time', where) ?? 0;
  const lastAt = readMoment(fields['last_execution'], `${where}.last_execution`, warnings);
  if (hook === '') {
    warnings.push(`${where}: a hook without a name is left out`);
    return undefined;
  }
  if (counts === undefined) return undefined;
  const us = microsFromMillis(average * (counts.successful + counts.failed));
  if (!Number.isSafeInteger(us)) throw new Refusal(`${where}.average_execution_time is ${average}, which is too much`);
  return { hook, ...counts, us, lastAt };
}

interface Counts {
  readonly successful: number;
  readonly failed: number;
}

/** The two parts say more than the total: a lost update drops any of the three. */
function readCounts(fields: Fields, where: string, warnings: string[]): Counts | undefined {
  const total = countIn(fields, 'total_executions', where);
  const successful = countIn(fields, 'successful_executions', where);
  const failed = countIn(fields, 'failed_executions', where);
  if (successful === undefined && failed === undefined) {
    if (total !== 0) warnings.push(`${where} does not say how many executions succeeded and failed: it is left out`);
    return undefined;
  }
  const counts = {
    successful: successful ?? Math.max(0, (total ?? 0) - (failed ?? 0)),
    failed: failed ?? Math.max(0, (total ?? 0) - (successful ?? 0)),
  };
  const sum = counts.successful + counts.failed;
  if (total !== undefined && total !== sum) {
    warnings.push(
      `${where}.total_executions is ${total}, but ${counts.successful} succeeded and ${counts.failed} failed: ${sum} are taken over`,
    );
  }
  return sum === 0 ? undefined : counts;
}

function readMoment(value: unknown, where: string, warnings: string[]): Micros | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Refusal(`${where} is ${show(value)}, expected a time like ${EXAMPLE_TIME}`);
  const millis = Date.parse(value);
  if (millis >= 0) return microsFromMillis(millis);
  warnings.push(`${where} is ${show(value)}, expected a time like ${EXAMPLE_TIME}: taken as unknown`);
  return undefined;
}

const EXAMPLE_TIME = '2026-11-22T06:20:05+00:00';

type Fields = Readonly<Record<string, unknown>>;

function objectIn(value: unknown, where: string): Fields {
  if (isPlainObject(value)) return value;
  throw new Refusal(`${where} is ${show(value)}, expected an object`);
}

/** A field that is missing or null is unknown. */
function numberIn(fields: Fields, name: string, where: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new Refusal(`${where}.${name} is ${show(value)}, expected a number from 0`);
}

function countIn(fields: Fields, name: string, where: string): number | undefined {
  const value = numberIn(fields, name, where);
  if (value === undefined || Number.isSafeInteger(value)) return value;
  throw new Refusal(`${where}.${name} is ${show(value)}, expected a whole number`);
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
