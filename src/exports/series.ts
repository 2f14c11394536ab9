// The attributes of every series of an identity. One object per series for as long as the identity lives: whoever turns
// attributes into text may remember the text by the object.

import type { Attributes } from '@opentelemetry/api';
import type { Identity } from '../journal/record.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { ATTRIBUTE } from './contract.ts';

export interface SeriesAttributes {
  readonly base: Attributes;
  readonly outcomes: Readonly<Record<Outcome, Attributes>>;
  readonly cpu: { readonly user: Attributes; readonly system: Attributes };
  errorType(type: string): Attributes;
}

/** Always the same object for the same identity object. */
export function seriesAttributesOf(identity: Identity): SeriesAttributes {
  const known = cache.get(identity);
  if (known !== undefined) return known;
  const made = makeSeriesAttributes(identity);
  cache.set(identity, made);
  return made;
}

const cache = new WeakMap<Identity, SeriesAttributes>();

function makeSeriesAttributes({ hook, event, agent, project }: Identity): SeriesAttributes {
  const base: Attributes = {
    [ATTRIBUTE.hook]: hook,
    [ATTRIBUTE.event]: event,
    [ATTRIBUTE.agent]: agent,
    [ATTRIBUTE.project]: project,
  };
  const errorTypes = new Map<string, Attributes>();
  return {
    base,
    outcomes: byOutcome((outcome) => ({ ...base, [ATTRIBUTE.outcome]: outcome })),
    cpu: { user: { ...base, [ATTRIBUTE.cpuMode]: 'user' }, system: { ...base, [ATTRIBUTE.cpuMode]: 'system' } },
    errorType(type) {
      const known = errorTypes.get(type);
      if (known !== undefined) return known;
      const made = { ...base, [ATTRIBUTE.errorType]: type };
      errorTypes.set(type, made);
      return made;
    },
  };
}

function byOutcome<T>(make: (outcome: Outcome) => T): Record<Outcome, T> {
  return {
    success: make('success'),
    blocked: make('blocked'),
    failed: make('failed'),
    not_found: make('not_found'),
    signaled: make('signaled'),
    timed_out: make('timed_out'),
    lost: make('lost'),
  };
}
