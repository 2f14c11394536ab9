// The attributes of every series of an identity. One object per series for as long as the identity lives: whoever turns
// attributes into text may remember the text by the object.

import type { Attributes } from '@opentelemetry/api';
import type { Identity } from '../journal/record.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { ATTRIBUTE } from './contract.ts';

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

// Spelled out four times, and with literal names: V8 lays such objects out twice as compactly, and makes them several times
// faster, as those that a spread or a computed name makes. There are twelve of them per entry. Types hold the names to the contract.
function makeSeriesAttributes({ hook, event, agent, project }: Identity): SeriesAttributes {
  const base: Named<never> = { 'hook.name': hook, 'hook.event': event, 'hook.agent': agent, 'hook.project': project };
  const errorTypes = new Map<string, Attributes>();
  return {
    base,
    outcomes: byOutcome(
      (outcome): Named<typeof ATTRIBUTE.outcome> => ({
        'hook.name': hook,
        'hook.event': event,
        'hook.agent': agent,
        'hook.project': project,
        'hook.outcome': outcome,
      }),
    ),
    cpu: { user: cpuMode('user'), system: cpuMode('system') },
    errorType(type) {
      const known = errorTypes.get(type);
      if (known !== undefined) return known;
      const made: Named<typeof ATTRIBUTE.errorType> = {
        'hook.name': hook,
        'hook.event': event,
        'hook.agent': agent,
        'hook.project': project,
        'error.type': type,
      };
      errorTypes.set(type, made);
      return made;
    },
  };

  function cpuMode(mode: string): Named<typeof ATTRIBUTE.cpuMode> {
    return {
      'hook.name': hook,
      'hook.event': event,
      'hook.agent': agent,
      'hook.project': project,
      'cpu.mode': mode,
    };
  }
}

type IdentityName = (typeof ATTRIBUTE)['hook' | 'event' | 'agent' | 'project'];
type Named<Extra extends string> = Record<IdentityName | Extra, string>;

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
