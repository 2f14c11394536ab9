// What the runs themselves say about how the hooks are configured. Pure.

import { type Micros, SECOND, toSeconds } from '../../base/units.ts';
import type { Manifest, ManifestHook } from '../../hosts/manifest.ts';
import { quantile } from '../../insight/quantile.ts';
import type { EntrySnapshot } from '../../ledger/snapshot.ts';
import { type Finding, listed } from './finding.ts';

export interface Runs {
  readonly entries: readonly EntrySnapshot[];
  /** By the key of an entry. */
  readonly durations: ReadonlyMap<string, readonly Micros[]>;
  readonly now: Micros;
}

export function checkRuns({ entries, durations, now }: Runs, manifest: Manifest): readonly Finding[] {
  const current = entries.filter(({ forgotten }) => !forgotten);
  const waiting = manifest.hooks.filter((hook) => !hasRun(hook, current));
  const young = waiting.filter(({ since }) => now - since < YOUNG);
  const findings: Finding[] = [
    ...current.flatMap((entry) => checkLaunch(entry, manifest)),
    ...current.flatMap((entry) => checkTimeout(entry, durations.get(entry.identity.key) ?? [])),
    ...waiting.filter((hook) => !young.includes(hook)).map(neverRan),
    ...(young.length === 0 ? [] : [waitsFor(young)]),
  ];
  if (findings.length > 0) return findings;
  const runs = current.some(({ lastAt }) => lastAt !== undefined);
  return runs
    ? [{ check: 'hook', level: 'ok', message: 'every hook that ran could be started, with time to spare' }]
    : [];
}

/** A gate that cannot be started is silently open. */
function checkLaunch(
  { identity, outcomes, consecutiveFailures, failures }: EntrySnapshot,
  manifest: Manifest,
): Finding[] {
  if (outcomes.not_found === 0 || consecutiveFailures === 0) return [];
  const isOnly = [...failures.keys()].every((type) => type === 'not_found');
  const command = manifest.hooks.find(({ hook, event }) => hook === identity.hook && event === identity.event)?.command;
  const times = isOnly ? `its last ${consecutiveFailures}` : `${outcomes.not_found}`;
  return [
    {
      check: 'hook',
      level: 'broken',
      message: `${named(identity)} could not be started (exit code 126 or 127) in ${times} ${consecutiveFailures === 1 ? 'run' : 'runs'}: what it guards is open`,
      fix:
        command === undefined
          ? 'check its command: path, execute bit, interpreter'
          : `check path, execute bit and interpreter of: ${command}`,
    },
  ];
}

/** From here on a slow day is a killed hook. */
const NEAR = 0.8;
const FEWEST_RUNS = 5;

function checkTimeout({ identity, timeout, outcomes }: EntrySnapshot, durations: readonly Micros[]): Finding[] {
  if (timeout === undefined) return [];
  const found = (what: string): Finding[] => {
    const fix = 'make it faster, or raise its timeout';
    return [{ check: 'hook', level: 'warn', message: `${named(identity)}: ${what}`, fix }];
  };
  const runs = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const cut = outcomes.timed_out;
  const p95 = durations.length < FEWEST_RUNS ? 0 : (quantile(Float64Array.from(durations).sort(), 0.95) ?? 0);
  if (p95 >= NEAR * timeout) {
    const more = cut === 0 ? '' : `, and ${cut} of ${runs} ${cut === 1 ? 'was' : 'were'} cut off there`;
    return found(`1 run in 20 takes ${seconds(p95)} s or more of its ${toSeconds(timeout)} s${more}`);
  }
  // What is killed without warning leaves no duration.
  if (runs < FEWEST_RUNS || cut < runs / 20) return [];
  return found(`${cut} of ${runs} runs were cut off at its timeout of ${toSeconds(timeout)} s`);
}

/** Wrapped so lately that nobody has had the time to run it. */
const YOUNG = 3600 * SECOND;

const hasRun = ({ hook, event }: ManifestHook, entries: readonly EntrySnapshot[]): boolean =>
  entries.some(
    ({ identity, lastAt, active }) =>
      identity.hook === hook && identity.event === event && (lastAt !== undefined || active > 0),
  );

const waitsFor = (hooks: readonly ManifestHook[]): Finding => ({
  check: 'hook',
  level: 'ok',
  message: `wrapped within the last hour, and not run yet: ${listed(hooks.map(named))}`,
});

function neverRan({ hook, event, host, since }: ManifestHook): Finding {
  const day = new Date(since / 1000).toISOString().slice(0, 10);
  return {
    check: 'hook',
    level: 'warn',
    message: `${named({ hook, event })} has not run since it was wrapped on ${day}`,
    fix:
      host === 'codex'
        ? 'open Codex and trust the changed hook again (/hooks); else check its event and matcher'
        : 'check its event and matcher, and that its host was started anew',
  };
}

const named = ({ hook, event }: { readonly hook: string; readonly event: string }): string =>
  event === '' || event === hook ? hook : `${hook} (${event})`;

const seconds = (us: number): number => Number((us / 1e6).toPrecision(3));
