import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/journal/lines.ts';
import { LineScanner, parseAndLearn } from '../../src/journal/scan.ts';
import { AT, endText, startText } from '../support/shim-lines.ts';

const ODD_NAMES = [
  'format',
  'a',
  'a b',
  '漢字',
  'naïve',
  '🪝',
  '100%',
  '%s %d',
  'say "hi"',
  'back\\slash',
  'tab\there',
  'line\nbreak',
  'nul\u0000',
  '","at":5,"',
  '"at":1',
  ',"at"',
  '{"v":1,"kind":"end"',
  '__proto__',
  '\ud800',
  '\ufffd',
  'x'.repeat(200),
];
/** Mostly what the shim writes every day, now and then what it never should. */
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd });

const name = fc.oneof(
  fc.constantFrom('format', 'lint', 'a b', '漢字', '100%'),
  fc.constantFrom(...ODD_NAMES),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);
const runId = mostly(
  fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((parts) => parts.map((part) => part.toString(16)).join('-')),
  fc.string({ minLength: 1, maxLength: 40 }),
);
const moment = mostly(
  fc.integer({ min: AT, max: AT + 1e12 }),
  fc.constantFrom(0, 4_102_444_800_000_000, 4_102_444_800_000_001, 1.5, 1e16),
);
const seconds = mostly(
  fc.tuple(fc.nat({ max: 99_999 }), fc.nat({ max: 999 })).map(([s, ms]) => `${s}.${String(ms).padStart(3, '0')}`),
  fc.constantFrom(
    '9999999.999',
    '10000000.000',
    '31622400.000',
    '31622400.001',
    '0,120',
    '0.12',
    '0.1200',
    '.120',
    '1',
    '00.500',
    '-1.000',
    '',
  ),
);
const timeout = mostly<unknown>(
  fc.constantFrom(undefined, 60, 1),
  fc.constantFrom(0, 0.5, 1e7, 31_622_400, 31_622_401, '60'),
);
const pid = mostly(fc.nat(), fc.constantFrom(0, 2 ** 32, 2 ** 32 + 1));
const host = mostly(fc.constantFrom('devbox', 'host-2'), fc.constantFrom('', 'a b', 'ü'));
const elapsed = mostly(fc.nat(), fc.constantFrom(31_622_400_000_000, 31_622_400_000_001));
const code = mostly(fc.constantFrom(0, 1, 2, 127, 143, 255), fc.constantFrom(256, -1));
const signal = mostly<number | undefined>(fc.constantFrom(undefined, 15), fc.constantFrom(0, 128, 129));
const decision = mostly<string | undefined>(
  fc.constantFrom(undefined, undefined, 'block', 'deny'),
  fc.constantFrom('', 'a b', 'ü', 'say "no"'),
);
const names = fc.record({ hook: name, event: name, agent: name, project: name }, { requiredKeys: ['hook'] });

const start = fc
  .tuple(runId, names, moment, pid, host, timeout)
  .map(([run, who, at, id, machine, limit]) =>
    JSON.stringify({ v: 1, kind: 'start', run, ...who, at, pid: id, host: machine, timeout: limit }),
  );
const end = fc
  .tuple(
    runId,
    names,
    fc.record({ at: moment, us: elapsed, user: seconds, sys: seconds, code, signal, timeout, decision }),
  )
  .map(([run, who, { at, us, ...rest }]) => JSON.stringify({ v: 1, kind: 'end', run, ...who, at, us, ...rest }));
/** As the shim writes before bash 5: the start, and the elapsed seconds. */
const oldEnd = fc
  .tuple(runId, names, moment, seconds)
  .map(([run, who, at, real]) =>
    JSON.stringify({ v: 1, kind: 'end', run, ...who, at, real, user: '0.120', sys: '0.010', code: 0 }),
  );
const shuffled = fc.tuple(fc.oneof(start, end), fc.infiniteStream(fc.nat())).map(([line, order]) => {
  const fields = Object.entries<unknown>(JSON.parse(line)).map((field) => ({ field, rank: order.next().value }));
  return JSON.stringify(Object.fromEntries(fields.sort((a, b) => a.rank - b.rank).map(({ field }) => field)));
});
const line = fc.oneof({ weight: 4, arbitrary: end }, { weight: 3, arbitrary: start }, oldEnd, shuffled);
type Change = (line: Buffer) => Buffer;
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Change>((bytes) => bytes) },
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, byte]): Change =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        changed[at % bytes.length] = byte;
        return changed;
      },
  ),
  fc.nat().map(
    (at): Change =>
      (bytes) =>
        bytes.subarray(0, at % bytes.length),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([at, length]): Change =>
      (bytes) => {
        const from = at % bytes.length;
        return Buffer.concat([bytes.subarray(0, from + (length % 40)), bytes.subarray(from)]);
      },
  ),
);

/** What the scanner made of a line, once a reader has been through the lines before it. */
function scanned(scanner: LineScanner, bytes: Buffer): ReturnType<LineScanner['scan']> {
  const found = scanner.scan(Buffer.concat([bytes, Buffer.from('\n')]), 0);
  if (found !== undefined) expect(scanner.position).toBe(bytes.length + 1);
  return found;
}

describe('the quick scanner', () => {
  test('never disagrees with the parser, whatever it has learned', () => {
    let agreed = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(line, change), { minLength: 1, maxLength: 30 }), (lines) => {
        const scanner = new LineScanner();
        for (const [text, mutate] of lines) {
          // The whole line first: most mutated names are then near one that is known.
          for (const bytes of [Buffer.from(text), mutate(Buffer.from(text)), Buffer.from(text)]) {
            if (bytes.includes(10)) continue;
            const parsed = parseLine(bytes.toString());
            const found = scanned(scanner, bytes);
            if (found !== undefined) {
              expect({ ok: true, record: found }).toEqual(parsed);
              agreed++;
            }
            parseAndLearn(scanner, bytes.toString());
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(agreed, 'lines that the scanner could read').toBeGreaterThan(1000);
  });

  test.each([
    ['an end', endText('18f-11a7-5')],
    ['a start', startText('18f-11a7-5')],
    ['a start with a timeout', startText('18f-11a7-5', { timeout: 60 })],
    ['an end by a signal', endText('18f-11a7-5', { code: 143, signal: 15 })],
    ['an end with a timeout', endText('18f-11a7-5', { timeout: 60 })],
    ['an end with a decision', endText('18f-11a7-5', { code: 2, timeout: 60, decision: 'deny' })],
    ['an end of a hook with a wide name', endText('18f-11a7-5', { hook: '漢字 🪝' })],
    [
      'an end with nothing but a hook',
      endText('18f-11a7-5', { event: undefined, agent: undefined, project: undefined }),
    ],
  ])('reads %s by itself once it knows the names', (_what, text) => {
    const scanner = new LineScanner();
    const bytes = Buffer.from(text);
    expect(scanned(scanner, bytes)).toBeUndefined();
    const parsed = parseAndLearn(scanner, text);
    expect({ ok: true, record: scanned(scanner, bytes) }).toEqual(parsed);
  });

  test.each([
    [
      '"us":175440',
      ['"us":0175440', '"us":00', '"us":-1', '"us":1.0', '"us":1e3', '"us":', '"us":31622400000001', '"us":"1"'],
    ],
    ['"code":0', ['"code":00', '"code":256', '"code":-0', '"code":0.0', '"code":']],
    [
      '"user":"0.120"',
      ['"user":".120"', '"user":"0,120"', '"user":"0.1200"', '"user":0.12', '"user":""', '"user":"31622401.000"'],
    ],
    ['"v":1', ['"v":10', '"v":01', '"v":1.0', '"v": 1', '"v":2']],
    ['"kind":"end"', ['"kind":"ends"', '"kind":"start"', '"kind": "end"', '"kind":"END"']],
    [
      '}',
      [
        ' }',
        '} ',
        '}}',
        ',"x":1}',
        ',"decision":""}',
        ',"decision":"a b"}',
        ',"decision":deny}',
        ',"decision":"deny"',
        ',"decision":"deny","decision":"ask"}',
        ',"signal":0}',
        ',"signal":129}',
        ',"timeout":0}',
        ',"timeout":060}',
        ',"timeout":1.5}',
        '',
      ],
    ],
  ])('reads a line with another %s as the parser does, or not at all', (usual, odd) => {
    for (const other of odd) {
      const scanner = new LineScanner();
      parseAndLearn(scanner, endText('a'));
      const text = endText('a').replace(usual, other);
      expect(text).not.toBe(endText('a'));
      const found = scanned(scanner, Buffer.from(text));
      if (found !== undefined) expect({ ok: true, record: found }, text).toEqual(parseLine(text));
    }
  });

  test('gives every line of a hook the same identity object', () => {
    const scanner = new LineScanner();
    parseAndLearn(scanner, endText('a'));
    const first = scanner.scan(Buffer.from(`${endText('b')}\n`), 0);
    const second = scanner.scan(Buffer.from(`${startText('c')}\n`), 0);
    if (first === undefined || second === undefined || !('identity' in first) || !('identity' in second))
      throw new Error('not scanned');
    expect(second.identity).toBe(first.identity);
  });

  test('leaves a line alone that is cut anywhere', () => {
    const scanner = new LineScanner();
    const text = endText('a', { timeout: 60 });
    parseAndLearn(scanner, text);
    const whole = Buffer.from(`${text}\n`);
    for (let length = 0; length < whole.length; length++) {
      expect(scanner.scan(whole.subarray(0, length), 0), `${length} bytes`).toBeUndefined();
    }
    expect(scanner.scan(whole, 0)).toBeDefined();
  });

  test('goes on reading right when there are more names than it keeps', () => {
    const scanner = new LineScanner();
    for (let i = 0; i < 20_005; i++) parseAndLearn(scanner, endText('a', { hook: `hook-${i}` }));
    for (const i of [0, 19_999, 20_000, 20_004]) {
      const text = endText('a', { hook: `hook-${i}` });
      const found = scanned(scanner, Buffer.from(text));
      if (found !== undefined) expect({ ok: true, record: found }).toEqual(parseLine(text));
    }
  });
});
