// A small world around the scrapers: hooks that run, Prometheus servers that scrape, connections that break, and a sidecar
// that crashes. What every server has seen is kept, so that laws can be stated about it.

import fc from 'fast-check';
import { type Micros, micros } from '../../src/base/units.ts';
import { heldBack } from '../../src/exports/held-back.ts';
import { createScrapers } from '../../src/exports/scrapers.ts';
import { parseScrapers } from '../../src/exports/scrapers-state.ts';
import type { Counters, EntrySnapshot, Snapshot } from '../../src/ledger/snapshot.ts';
import { entry, NOW, snapshot } from './snapshots.ts';

/** What happens, and to which entry or server, or for how many microseconds. */
export interface Step {
  readonly do:
    | 'birth'
    | 'run'
    | 'fail'
    | 'rebirth'
    | 'scrape'
    /** The page broke off. */
    | 'cut'
    /** It seemed to break off, but had arrived. */
    | 'taken'
    /** It seemed to arrive, but did not. */
    | 'lost'
    | 'disconnect'
    /** A connection dies unseen, and is found dead later. */
    | 'vanish'
    | 'timeout'
    | 'wait'
    | 'checkpoint'
    | 'restart';
  readonly with: number;
}

export interface Server {
  readonly key: string;
  connection: object | undefined;
  /** Dead connections that the sidecar still thinks are open. */
  readonly ghosts: object[];
  /** The last value of every series. */
  readonly values: Map<string, number>;
  /** The highest birth number at first contact. */
  met: number | undefined;
}

export interface Sample {
  readonly server: Server;
  readonly series: string;
  readonly previous: number | undefined;
  readonly value: number;
  /** What the series said before it was born, and its birth number. */
  readonly before: number;
  readonly born: number;
}

/** Plays the steps and gives every sample that any server took in, in order. */
export function play(keys: readonly string[], steps: readonly Step[]): Sample[] {
  const servers: Server[] = keys.map((key) => ({
    key,
    connection: undefined,
    ghosts: [],
    values: new Map(),
    met: undefined,
  }));
  const samples: Sample[] = [];
  const entries: EntrySnapshot[] = [];
  let lastBorn = 0;
  let now: Micros = NOW;
  let disk = '{"slots":[]}';
  let scrapers = createScrapers();

  const change = (index: number, to: (known: EntrySnapshot) => EntrySnapshot): void => {
    const known = entries[index % Math.max(1, entries.length)];
    if (known !== undefined) entries[entries.indexOf(known)] = to(known);
  };
  const checkpoint = (): void => {
    const state = scrapers.state();
    disk = JSON.stringify(state);
    scrapers.persisted(state);
  };
  const disconnect = (server: Server): void => {
    if (server.connection !== undefined) scrapers.left(server.connection);
    server.connection = undefined;
  };

  function scrape(server: Server, { arrives, seemsWhole }: { arrives: boolean; seemsWhole: boolean }): void {
    const current = snapshot([...entries], { lastBorn, takenAt: now });
    server.connection ??= {};
    const slot = scrapers.arrive({ key: server.key, connection: server.connection, lastBorn, now });
    if (scrapers.needsCheckpoint(slot)) checkpoint();
    const page = heldBack(current, slot.seen);
    if (arrives) takeIn(server, page, samples);
    if (seemsWhole) scrapers.served(slot, lastBorn, now);
    else disconnect(server);
  }

  const worldly: { readonly [kind in Step['do']]?: (one: number) => void } = {
    birth() {
      entries.push(entry({ born: ++lastBorn }, `hook ${entries.length}`));
      change(entries.length - 1, succeeded);
    },
    run: (which) => change(which, succeeded),
    fail: (which) => change(which, (known) => failed(known, String(which % 3), () => ++lastBorn)),
    rebirth: (which) => change(which, (known) => succeeded({ ...known, before: countersOf(known), born: ++lastBorn })),
    checkpoint,
    wait(us) {
      now = micros(now + us);
    },
    restart() {
      scrapers = createScrapers(parseScrapers(JSON.parse(disk)));
      for (const server of servers) server.connection = undefined;
    },
  };
  const ofServer: { readonly [kind in Step['do']]?: (server: Server) => void } = {
    scrape: (server) => scrape(server, { arrives: true, seemsWhole: true }),
    cut: (server) => scrape(server, { arrives: false, seemsWhole: false }),
    taken: (server) => scrape(server, { arrives: true, seemsWhole: false }),
    lost: (server) => scrape(server, { arrives: false, seemsWhole: true }),
    disconnect,
    vanish(server) {
      if (server.connection !== undefined) server.ghosts.push(server.connection);
      server.connection = undefined;
    },
    timeout(server) {
      for (const ghost of server.ghosts.splice(0)) scrapers.left(ghost);
    },
  };

  for (const one of steps) {
    worldly[one.do]?.(one.with);
    const server = servers[one.with % servers.length];
    if (server !== undefined) ofServer[one.do]?.(server);
    now = micros(now + 1_000_000);
  }
  return samples;
}

function takeIn(server: Server, page: Snapshot, samples: Sample[]): void {
  server.met ??= page.lastBorn;
  for (const known of page.entries) {
    for (const { series, value, before, born } of seriesOf(known)) {
      samples.push({ server, series, previous: server.values.get(series), value, before, born });
      server.values.set(series, value);
    }
  }
}

function seriesOf(known: EntrySnapshot): Pick<Sample, 'series' | 'value' | 'before' | 'born'>[] {
  const { identity, outcomes, failures, before, born } = known;
  return [
    { series: identity.hook, value: outcomes.success, before: before?.outcomes.success ?? 0, born },
    ...Array.from(failures, ([type, failure]) => ({
      series: `${identity.hook} ${type}`,
      value: failure.count,
      before: before?.failures.get(type)?.count ?? 0,
      born: Math.max(born, failure.born),
    })),
  ];
}

const countersOf = ({ outcomes, failures, duration, cpu, log }: EntrySnapshot): Counters => ({
  outcomes,
  failures,
  duration,
  cpu,
  log,
});

const succeeded = (known: EntrySnapshot): EntrySnapshot => ({
  ...known,
  outcomes: { ...known.outcomes, success: known.outcomes.success + 1 },
});

function failed(known: EntrySnapshot, type: string, nextBorn: () => number): EntrySnapshot {
  const { count, born } = known.failures.get(type) ?? { count: 0, born: nextBorn() };
  return {
    ...known,
    outcomes: { ...known.outcomes, failed: known.outcomes.failed + 1 },
    failures: new Map([...known.failures, [type, { count: count + 1, born }]]),
  };
}

/** Any number of steps of the given kinds. */
export function stepsOf(...kinds: readonly Step['do'][]): fc.Arbitrary<Step[]> {
  const step = fc.constantFrom(...kinds).chain((kind) =>
    (kind === 'wait' ? fc.constantFrom(60e6, 3_600e6, 90_000e6) : fc.nat({ max: 5 })).map((which) => ({
      do: kind,
      with: which,
    })),
  );
  return fc.array(step, { maxLength: 80, size: 'max' });
}
