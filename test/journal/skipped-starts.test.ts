// Who has no use for starts is told of everything else, whatever the lines hold.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJournalReader } from '../../src/journal/reader.ts';
import { endText, fileOf, listener, startText } from '../support/shim-lines.ts';

/** The records that a reader hears of in `bytes`: how many starts, and all others. */
function heardOf(bytes: Buffer, skipsStarts: boolean) {
  const { heard, sink } = listener();
  const read = createJournalReader();
  const { consumed, skipping } = read(bytes, false, { ...sink, skipsStarts });
  const starts = heard.records.filter(({ kind }) => kind === 'start').length;
  return { records: heard.records.filter(({ kind }) => kind !== 'start'), starts, consumed, skipping };
}

const name = fc.oneof(fc.constantFrom('a', 'b{', '}', '{"v":1', 'ü"\n'), fc.string({ maxLength: 8 }));
const whole = fc.record({ run: fc.stringMatching(/^[\w.-]{1,8}$/), hook: name, kind: fc.constantFrom('start', 'end') });
const line = fc.oneof(
  { weight: 6, arbitrary: whole.map(({ run, hook, kind }) => (kind === 'start' ? startText : endText)(run, { hook })) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '{"v":1,"kind":"start","run":"', startText('long', { host: 'x'.repeat(5000) })),
  },
);
/** Some are cut, and whatever follows is welded to what is left. */
const torn = fc
  .tuple(line, fc.option(fc.nat(200)))
  .map(([text, cut]) => (cut === null ? `${text}\n` : text.slice(0, cut)));

test('whatever the lines hold, welded and torn ones included, every record but starts is heard the same', () => {
  fc.assert(
    fc.property(fc.array(torn, { maxLength: 30 }), (parts) => {
      const bytes = Buffer.from(parts.join(''));
      expect({ ...heardOf(bytes, true), starts: 0 }).toEqual({ ...heardOf(bytes, false), starts: 0 });
    }),
    { numRuns: 500 },
  );
});

test('starts as the shim writes them are not told of; an end that is welded to one is', () => {
  const bytes = fileOf(startText('a'), endText('a'), `${startText('b').slice(0, 60)}${endText('c')}`, startText('d'));
  const { records, starts } = heardOf(bytes, true);
  expect([starts, records.length]).toEqual([0, 2]);
});
