// How Prometheus' text format spells labels and numbers.

import type { Attributes } from '@opentelemetry/api';

/** `a="1",b="2"`, spelled once per attributes object and remembered for as long as that lives. */
export function labelsOf(attributes: Attributes): string {
  const known = cache.get(attributes);
  if (known !== undefined) return known;
  const pairs: string[] = [];
  for (const key in attributes) {
    const value = attributes[key];
    pairs.push(labelName(key), '="', escapeLabel(typeof value === 'string' ? value : jsonText(value)), '",');
  }
  // join() gives one flat string, where + would give a tree that every line walks again.
  const made = pairs.join('').slice(0, -1);
  cache.set(attributes, made);
  return made;
}

const cache = new WeakMap<Attributes, string>();

/** Attribute names come from the code, so there are few. */
function labelName(attribute: string): string {
  const known = labelNames.get(attribute);
  if (known !== undefined) return known;
  const made = plainName(attribute);
  labelNames.set(attribute, made);
  return made;
}

const labelNames = new Map<string, string>();

/** Integers plain; not a number and the infinities as Prometheus writes them. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

/** A name of letters, digits and single underscores, by the same rule as OpenTelemetry's own serializer. */
export const plainName = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');

export const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

/** Half a surrogate pair has no UTF-8: it would reach Prometheus as a broken byte, and cost it the whole page. */
function escapeLabel(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return escapeHelp(text).replaceAll('"', '\\"').replace(LONE_SURROGATE, '\uFFFD');
}

/** Without the u flag a class of surrogates finds whole pairs too, and is several times faster. */
const NEEDS_CARE = /["\\\n\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

const jsonText = (value: Attributes[string]): string => JSON.stringify(value) ?? '';
