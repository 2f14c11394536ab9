// Which runs somebody asked about.

import type { Micros } from '../base/units.ts';
import type { Identity } from '../journal/record.ts';

/** Absent bounds and empty lists leave nothing out. */
export interface Selection {
  /** Runs that ended at this moment or later. */
  readonly since?: Micros | undefined;
  /** Runs that ended before this moment. */
  readonly until?: Micros | undefined;
  /** Names, in which `*` stands for any characters. */
  readonly hooks: readonly string[];
  readonly projects: readonly string[];
}

export const EVERYTHING: Selection = { hooks: [], projects: [] };

export const isEverything = ({ since, until, hooks, projects }: Selection): boolean =>
  since === undefined && until === undefined && hooks.length === 0 && projects.length === 0;

/** Whether a run that ended `at` is among them. Asked for millions of runs: names are matched once for each identity. */
export function selector({ since, until, hooks, projects }: Selection): (identity: Identity, at: Micros) => boolean {
  const [isHook, isProject] = [matcher(hooks), matcher(projects)];
  const named = new Map<string, boolean>();
  const isNamed = (identity: Identity): boolean => {
    const known = named.get(identity.key);
    if (known !== undefined) return known;
    const matches = isHook(identity.hook) && isProject(identity.project);
    named.set(identity.key, matches);
    return matches;
  };
  const [from, to] = [since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY];
  return (identity, at) => at >= from && at < to && isNamed(identity);
}

/** Whether a name is one of the patterns; any name is where there are none. */
export function matcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const all = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's'));
  return (name) => all.some((pattern) => pattern.test(name));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
