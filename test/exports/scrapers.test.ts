import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { micros } from '../../src/base/units.ts';
import { createScrapers, DROP_AFTER, MAX_SLOTS, type Scrapers } from '../../src/exports/scrapers.ts';
import { parseScrapers } from '../../src/exports/scrapers-state.ts';
import { play, type Sample, type Step, stepsOf } from './scrapers-world.ts';
import { NOW } from './snapshots.ts';

describe('what a scraper sees', () => {
  const RUNS = { numRuns: 2_000 };
  const life = ['birth', 'run', 'fail', 'rebirth', 'scrape', 'scrape'] as const;

  it('never decreases, whoever shares an address, whatever breaks, crashes or is lost', () => {
    const broken = ['cut', 'taken', 'lost', 'disconnect', 'vanish', 'timeout'] as const;
    const anything = stepsOf(...life, ...broken, 'wait', 'checkpoint', 'restart');
    fc.assert(
      fc.property(anything, (steps) => {
        expect(play(['a', 'a', 'a', 'b'], steps).filter(decreases)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('begins, for every series born later, where the series began: reconnects and crashes included', () => {
    const anything = stepsOf(...life, 'cut', 'taken', 'disconnect', 'checkpoint', 'restart');
    fc.assert(
      fc.property(anything, (steps) => {
        expect(play(['a', 'b'], steps).filter(beginsLate)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('begins there too behind a shared address, while connections last', () => {
    fc.assert(
      fc.property(stepsOf(...life, 'checkpoint'), (steps) => {
        expect(play(['a', 'a', 'a'], steps).filter(beginsLate)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('begins there too behind a shared address, when one of them comes back', () => {
    const served: Step[] = [0, 1].map((server) => ({ do: 'scrape', with: server }));
    const steps: Step[] = [
      { do: 'birth', with: 0 },
      ...served,
      { do: 'disconnect', with: 0 },
      { do: 'birth', with: 0 },
      { do: 'scrape', with: 1 },
      ...served,
    ];
    const samples = play(['a', 'a'], steps);
    expect(samples.filter(({ series }) => series === 'hook 1').map(({ value }) => value)).toEqual([0, 0, 1]);
    expect(samples.filter(beginsLate)).toEqual([]);
  });

  it('is true at once for what exists at first contact', () => {
    const samples = play(
      ['a'],
      [
        { do: 'birth', with: 0 },
        { do: 'run', with: 0 },
        { do: 'scrape', with: 0 },
      ],
    );
    expect(samples.map(({ value }) => value)).toEqual([2]);
  });

  const decreases = ({ previous, value }: Sample): boolean => previous !== undefined && value < previous;
  const beginsLate = ({ server, previous, value, before, born }: Sample): boolean =>
    previous === undefined && born > (server.met ?? 0) && value !== before;
});

describe('slots', () => {
  const scrape = (scrapers: Scrapers, connection: object, lastBorn: number, now = NOW, key = 'a'): number => {
    const slot = scrapers.arrive({ key, connection, lastBorn, now });
    const { seen } = slot;
    scrapers.served(slot, lastBorn, now);
    return seen;
  };

  it('are one per connection, and a new one knows everything', () => {
    const scrapers = createScrapers();
    const [first, second] = [{}, {}];
    expect(scrape(scrapers, first, 3)).toBe(3);
    expect(scrape(scrapers, second, 5)).toBe(5);
    expect(scrape(scrapers, first, 6)).toBe(3);
    expect(scrape(scrapers, first, 6)).toBe(6);
    expect(scrapers.state().slots.map(({ seen }) => seen)).toEqual([6, 5]);
  });

  it('are kept over a reconnect, but not by another key', () => {
    const scrapers = createScrapers();
    const first = {};
    scrape(scrapers, first, 3);
    scrapers.left(first);
    expect(scrape(scrapers, {}, 7, NOW, 'b')).toBe(7);
    expect(scrape(scrapers, {}, 8)).toBe(3);
  });

  it('are dropped after a day without use, and not before', () => {
    const scrapers = createScrapers();
    scrape(scrapers, {}, 3);
    scrape(scrapers, {}, 3, micros(NOW + DROP_AFTER), 'b');
    expect(scrapers.state().slots.length).toBe(2);
    scrape(scrapers, {}, 3, micros(NOW + DROP_AFTER + 1), 'b');
    expect(scrapers.state().slots.map(({ key }) => key)).toEqual(['b', 'b']);
  });

  it('are never more than a bounded number, whoever invents user agents', () => {
    const scrapers = createScrapers();
    for (let n = 0; n < MAX_SLOTS + 50; n++) scrape(scrapers, {}, 3, micros(NOW + n), `agent ${n}`);
    expect(scrapers.state().slots.length).toBe(MAX_SLOTS);
    expect(scrapers.state().slots[0]?.key).toBe('agent 50');
  });

  it('know after a reconnect what anybody of their key was told as true', () => {
    const scrapers = createScrapers();
    const [gone, kept] = [{}, {}];
    scrape(scrapers, gone, 3);
    scrape(scrapers, kept, 3);
    scrapers.left(gone);
    expect([scrape(scrapers, kept, 5), scrape(scrapers, kept, 6)]).toEqual([3, 5]);
    expect(scrape(scrapers, {}, 7)).toBe(5);
  });

  it('ask for a checkpoint until what they have seen is on disk', () => {
    const scrapers = createScrapers();
    const connection = {};
    const slot = scrapers.arrive({ key: 'a', connection, lastBorn: 3, now: NOW });
    expect(scrapers.needsCheckpoint(slot)).toBe(true);
    const old = scrapers.state();
    scrapers.served(slot, 4, NOW);
    scrapers.persisted(old);
    expect(scrapers.needsCheckpoint(slot)).toBe(true);
    scrapers.persisted(scrapers.state());
    expect(scrapers.needsCheckpoint(slot)).toBe(false);
    expect(scrapers.arrive({ key: 'a', connection, lastBorn: 4, now: NOW })).toBe(slot);
    expect(scrapers.needsCheckpoint(slot)).toBe(false);
  });

  it('come back from a checkpoint, and know after it at least what any of them was told', () => {
    const state = { slots: [5, 7].map((seen) => ({ key: 'a', seen, lastSeenAt: NOW })) };
    const scrapers = createScrapers(parseScrapers(JSON.parse(JSON.stringify(state))));
    expect([scrape(scrapers, {}, 9), scrape(scrapers, {}, 9), scrape(scrapers, {}, 9)]).toEqual([7, 7, 9]);
  });
});

describe('the scrapers of a checkpoint', () => {
  const slot = { key: 'a', seen: 1, lastSeenAt: NOW };

  it('are read as they were written', () => {
    const state = { slots: [slot, { ...slot, key: '' }] };
    expect(parseScrapers(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it.each([
    undefined,
    null,
    3,
    'slots',
    [],
    {},
    { slots: {} },
    { slots: [3] },
    { slots: [{ ...slot, key: 3 }] },
    { slots: [{ ...slot, seen: -1 }] },
    { slots: [{ ...slot, seen: 1.5 }] },
    { slots: [slot, { ...slot, lastSeenAt: null }] },
  ])('are refused as a whole when they are %j', (value) => {
    expect(parseScrapers(value)).toBe(undefined);
  });
});
