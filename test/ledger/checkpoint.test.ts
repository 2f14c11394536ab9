import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayCursor } from '../../src/journal/cursor.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/ledger/checkpoint.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { emptyState, type LedgerState } from '../../src/ledger/state.ts';
import { AT, DAY, end, forget, start } from './records.ts';

/** A ledger with something of everything. */
function fullState(hooks: readonly string[]): LedgerState {
  const ledger = createLedger({ maxEntries: 100 });
  for (const [i, hook] of hooks.entries()) {
    ledger.apply(end(`ok-${i}`, { hook, timeout: 5_000_000 }), DAY);
    ledger.apply(end(`bad-${i}`, { hook, code: 3 }), DAY);
    ledger.apply(start(`open-${i}`, { hook }), DAY);
  }
  ledger.apply(start('gone', { timeout: 7 }), DAY);
  for (const run of [...ledger.openRuns()].slice(-1)) ledger.settle(run, 'lost', run.at);
  ledger.apply(forget(hooks[0] ?? '', AT + 2000), DAY);
  ledger.apply(end('back', { hook: hooks[0] ?? 'format', at: AT + 3000 }), DAY);
  ledger.apply(
    { kind: 'import', hook: 'old', at: start('a').at, successful: 1, failed: 2, us: start('a').at, lastAt: undefined },
    DAY,
  );
  ledger.apply(end('last', { hook: 'retired' }), DAY);
  ledger.apply(forget('retired', AT + 5000), DAY);
  ledger.countLine();
  ledger.reject('torn');
  return ledger.state();
}

const count = fc.nat();
const cursor: fc.Arbitrary<DayCursor> = fc
  .record({
    day: fc.constantFrom('2026-11-21', '2026-11-22'),
    packed: fc.option(fc.record({ size: count, offset: count, skipping: fc.boolean() }), { nil: undefined }),
    plain: fc.option(
      fc.record({
        file: fc.record({ dev: count, ino: count, headLength: count, headHash: count }),
        offset: count,
        skipping: fc.boolean(),
      }),
      { nil: undefined },
    ),
  })
  .map(({ day, packed, plain }) => ({ day, packed, plain }));
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  ledger: fc.array(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 4 }).map(fullState),
  days: fc.array(cursor, { maxLength: 3 }),
  seen: fc.array(fc.record({ day: fc.constant(DAY), runs: count, crc: count }), { maxLength: 3 }),
  scrapers: fc.jsonValue(),
});
/** -0 is 0 in JSON. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const sample = encodeCheckpoint({
  ledger: fullState(['format', '漢字 🪝', '\ufffd']),
  days: [{ day: DAY, packed: { size: 5, offset: 9, skipping: false }, plain: undefined }],
  seen: [{ day: DAY, runs: 3, crc: 77 }],
  scrapers: { v: 1 },
});

describe('a checkpoint', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(checkpoint, (before) => {
        const decoded = decodeCheckpoint(encodeCheckpoint(before));
        if (!decoded.ok) throw new Error(decoded.message);
        const { scrapers, ...rest } = decoded.checkpoint;
        const { scrapers: had, ...kept } = before;
        expect(rest).toEqual(kept);
        expect(asJson(scrapers)).toEqual(asJson(had));
        expect(createLedger({ maxEntries: 100 }, decoded.checkpoint.ledger).state()).toEqual(before.ledger);
      }),
    );
  });

  test('is refused when any one byte of it is another', () => {
    const whole = Buffer.from(sample);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        // The first byte of a U+FFFD in a name may become another that UTF-8 has to read as one: that is the same text.
        fc.pre(damaged.toString() !== sample);
        expect(decodeCheckpoint(damaged.toString())).toMatchObject({ ok: false });
      }),
      { numRuns: 3000, examples: [[3233, 28]] },
    );
  });

  test('is refused wherever it is cut', () => {
    const whole = Buffer.from(sample);
    const taken = Array.from(whole.keys()).filter(
      (length) => decodeCheckpoint(whole.subarray(0, length).toString()).ok,
    );
    expect(taken).toEqual([]);
    expect(decodeCheckpoint(sample).ok).toBe(true);
  });

  test.each([
    ['nothing', '', 'it does not begin like a checkpoint'],
    ['another file', '{"hook_performance":{}}\n', 'it does not begin like a checkpoint'],
    ['a later version', sample.replace('{"v":1,', '{"v":12,'), 'it has version 12, and this hookmeter reads version 1'],
    ['a cut end', sample.slice(0, -2), 'it does not end like a checkpoint'],
    ['a changed number', sample.replace('"runs":3', '"runs":4'), 'its checksum does not match its content'],
  ])('says why it is refused: %s', (_what, text, message) => {
    expect(decodeCheckpoint(text)).toEqual({ ok: false, message });
  });

  test('whose content has another shape is refused, whoever gave it a checksum', () => {
    const state = emptyState();
    const shapes: readonly unknown[] = [
      { ...state, lines: -1 },
      { ...state, rejects: [['because', 1]] },
      { ...state, entries: [{}] },
      { ...state, open: [{ ...state.open, run: { high: 2 ** 31, low: 0 } }] },
      { ...state, settled: [['a']] },
      undefined,
    ];
    for (const ledger of shapes) {
      const text = encodeCheckpoint(Object.assign({ ledger: state, days: [], seen: [], scrapers: 1 }, { ledger }));
      const decoded = decodeCheckpoint(text);
      expect(decoded.ok ? 'taken' : decoded.message).toMatch(/^it has an unexpected shape: /);
    }
  });

  test('of before verdicts were kept is taken: such a run was lost', () => {
    const written = Object.assign({ ledger: emptyState(), days: [], seen: [], scrapers: 1 });
    Object.assign(written.ledger, { settled: [['a', '2026-11-20']] });
    const decoded = decodeCheckpoint(encodeCheckpoint(written));
    expect(decoded).toMatchObject({ ok: true, checkpoint: { ledger: { settled: [['a', '2026-11-20', 'lost']] } } });
  });

  test('of arbitrary text is refused without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json().map((json) => `{"v":1,"crc":0,"body":${json}}\n`),
        ),
        (text) => {
          expect(decodeCheckpoint(text).ok).toBe(false);
        },
      ),
    );
  });
});
