import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJournalReader } from '../../src/journal/reader.ts';
import { endedHooks, endText, fileOf, type Heard, listener, startText } from '../support/shim-lines.ts';

/** Feeds a file in pieces, each read as soon as it is there, and whatever was not consumed again with the next. */
function readInPieces(file: Buffer, cuts: readonly number[]): { heard: Heard; rest: string; skipping: boolean } {
  const { heard, sink } = listener();
  const read = createJournalReader();
  let from = 0;
  let skipping = false;
  for (const end of [...cuts, file.length]) {
    const progress = read(file.subarray(from, end), skipping, sink);
    from += progress.consumed;
    skipping = progress.skipping;
  }
  return { heard, rest: file.subarray(from).toString('latin1'), skipping };
}

const piece = fc.oneof(
  fc.nat({ max: 50 }).map((i) => `${endText(`run-${i}`, { hook: ['format', '漢字 🪝', 'naïve', 'a"b'][i % 4] })}\n`),
  fc.nat({ max: 50 }).map((i) => `${startText(`run-${i}`)}\n`),
  fc.nat({ max: 150 }).map((length) => endText('torn').slice(0, length)),
  fc.constantFrom(
    '\n',
    '\r\n',
    '\u0000',
    '\u0000'.repeat(300),
    'garbage\n',
    `${endText('crlf')}\r\n`,
    '{"v":2}\n',
    '[]\n',
    '\ud83e',
  ),
  fc.integer({ min: 4090, max: 4100 }).map((length) => `${'x'.repeat(length)}\n`),
  fc.constantFrom('y'.repeat(5000), 'y'.repeat(4097), `${'z'.repeat(9000)}\n`),
);

describe('reading the journal', () => {
  test('gives the same records and rejects however the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, marks) => {
        const file = Buffer.from(pieces.join(''));
        const cuts = marks.map((mark) => mark % (file.length + 1)).sort((a, b) => a - b);
        expect(readInPieces(file, cuts)).toEqual(readInPieces(file, []));
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same for one byte at a time', () => {
    const file = fileOf(
      endText('a', { hook: '漢字' }),
      'x'.repeat(5000),
      `torn${startText('b')}`,
      '\u0000\u0000',
      endText('c'),
    );
    const all = Array.from(file, (_byte, i) => i);
    expect(readInPieces(file, all)).toEqual(readInPieces(file, []));
    expect(endedHooks(readInPieces(file, all).heard)).toEqual(['漢字', 'format']);
  });

  test('counts each line once and says why one was refused', () => {
    const { heard, rest } = readInPieces(
      fileOf(
        endText('a'),
        '',
        'x',
        '{"v":2}',
        '[]',
        'y'.repeat(4097),
        '\u0000',
        `${endText('b').slice(0, 50)}${endText('c')}`,
        '\r',
      ),
      [],
    );
    expect([heard.lines, heard.records.length, heard.rejects, rest]).toEqual([
      8,
      2,
      ['not_json', 'bad_version', 'not_object', 'too_long', 'not_json', 'torn', 'not_json'],
      '',
    ]);
  });

  test.each([
    ['a line of 4096 bytes', 4096, true],
    ['a line of 4097 bytes', 4097, false],
  ])('takes what is within the limit: %s', (_what, bytes, isRecord) => {
    const bare = endText('a', { note: '' });
    const text = bare.replace('"note":""', `"note":"${'x'.repeat(bytes - bare.length)}"`);
    const { heard } = readInPieces(fileOf(text), []);
    expect(heard.rejects).toEqual(isRecord ? [] : ['too_long']);
    expect(readInPieces(fileOf(text), [4096, 4097]).heard).toEqual(heard);
  });

  test('keeps an unfinished last line until its newline comes', () => {
    const whole = `${endText('a')}\n`;
    for (let length = 0; length < whole.length; length++) {
      const { heard, rest } = readInPieces(Buffer.from(whole.slice(0, length)), []);
      expect([heard, rest]).toEqual([{ lines: 0, records: [], rejects: [] }, whole.slice(0, length)]);
    }
    expect(readInPieces(Buffer.from(whole), [10, 20]).heard.records.length).toBe(1);
  });

  test('reads on behind a line of megabytes that has no end for a long time', () => {
    const file = Buffer.concat([Buffer.alloc(3_000_000, 'x'), fileOf('', endText('a'))]);
    const cuts = Array.from({ length: 45 }, (_, i) => i * 65_536);
    const { heard, skipping } = readInPieces(file, cuts);
    expect([heard.lines, heard.rejects, heard.records.length, skipping]).toEqual([2, ['too_long'], 1, false]);
    expect(readInPieces(file.subarray(0, 2_000_000), cuts.slice(0, 20))).toMatchObject({
      heard: { lines: 1, rejects: ['too_long'] },
      rest: '',
      skipping: true,
    });
  });

  test('finds the whole records behind a torn one', () => {
    const torn = startText('t').slice(0, 70);
    const { heard } = readInPieces(fileOf(`${torn}${endText('a', { hook: 'x' })}${endText('b', { hook: 'y' })}`), []);
    expect([endedHooks(heard), heard.rejects, heard.lines]).toEqual([['x', 'y'], ['torn'], 1]);
  });

  test('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 200 }),
            piece.map((text) => Buffer.from(text)),
          ),
        ),
        (parts) => {
          const { heard } = readInPieces(Buffer.concat(parts), []);
          expect(heard.records.length + heard.rejects.length).toBeGreaterThanOrEqual(heard.lines);
        },
      ),
      { numRuns: 300 },
    );
  });
});
