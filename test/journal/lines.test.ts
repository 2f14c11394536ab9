import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LATEST } from '../../src/journal/fields.ts';
import { MAX_LINE_BYTES, parseLine, weldedParts } from '../../src/journal/lines.ts';
import { identityOf, REJECT_REASONS, type RejectReason } from '../../src/journal/record.ts';
import { hashOf } from '../../src/journal/run-hash.ts';
import { AT, endText, startText } from '../support/shim-lines.ts';

const YEAR_US = 366 * 86_400_000_000;
const identity = identityOf('format', 'PostToolUse', 'claude-code', 'web');
const start = { kind: 'start', run: hashOf('a'), identity, at: AT, pid: 4519, host: 'devbox', timeout: undefined };
const end = {
  kind: 'end',
  run: hashOf('a'),
  identity,
  at: AT + 175_440,
  us: 175_440,
  user: 120_000,
  sys: 10_000,
  code: 0,
  signal: undefined,
  decision: undefined,
  timeout: undefined,
};
const importFields = { v: 1, kind: 'import', hook: 'format', at: AT, successful: 2, failed: 1, us: 425_100 };

/** A line of exactly so many bytes. */
function lineOf(bytes: number, filler = 'x'): string {
  const bare = endText('a', { note: '' });
  const room = bytes - bare.length;
  const wide = Buffer.byteLength(filler);
  return bare.replace('"note":""', `"note":"${filler.repeat(Math.floor(room / wide))}${'x'.repeat(room % wide)}"`);
}

describe('a line that is a record', () => {
  test.each<[string, string, object]>([
    ['a start', startText('a'), start],
    ['an end', endText('a'), end],
    ['a start with a timeout', startText('a', { timeout: 60 }), { ...start, timeout: 60_000_000 }],
    ['a timeout with decimals', startText('a', { timeout: 0.25 }), { ...start, timeout: 250_000 }],
    [
      'an end with a signal, a timeout and a decision',
      endText('a', { code: 143, signal: 15, timeout: 60, decision: 'deny' }),
      { ...end, code: 143, signal: 15, timeout: 60_000_000, decision: 'deny' },
    ],
    [
      'only what must be there',
      '{"v":1,"kind":"start","run":"a","hook":"h","at":0}',
      { ...start, identity: identityOf('h'), at: 0, pid: undefined, host: undefined },
    ],
    ['an end without CPU times', endText('a', { user: undefined, sys: undefined }), { ...end, user: 0, sys: 0 }],
    ['CPU times with a decimal comma', endText('a', { user: '0,120', sys: '1,5' }), { ...end, sys: 1_500_000 }],
    ['CPU times as numbers', endText('a', { user: 0.12, sys: 0.01 }), end],
    [
      'CPU times of a whole number of seconds',
      endText('a', { user: '2', sys: '007.000' }),
      { ...end, user: 2_000_000, sys: 7_000_000 },
    ],
    [
      'the elapsed seconds in place of the end',
      endText('a', { at: AT, us: undefined, real: '0.175' }),
      { ...end, at: AT + 175_000, us: 175_000 },
    ],
    [
      'elapsed seconds with a comma',
      endText('a', { at: AT, us: undefined, real: '0,175' }),
      { ...end, at: AT + 175_000, us: 175_000 },
    ],
    [
      'the elapsed seconds beside a duration',
      endText('a', { at: AT, us: 5, real: '0.175' }),
      { ...end, at: AT + 175_000, us: 175_000 },
    ],
    ['empty names', endText('a', { event: '', agent: '', project: '' }), { ...end, identity: identityOf('format') }],
    [
      'a NUL in a name',
      endText('a', { hook: 'a\u0000b' }),
      { ...end, identity: identityOf('a\ufffdb', 'PostToolUse', 'claude-code', 'web') },
    ],
    ['unknown fields', endText('a', { colour: 'red', nested: { v: 2 }, maxrss: 4096, session: 's' }), end],
    [
      'fields in any order',
      '{"at":1,"run":"a","kind":"start","hook":"h","v":1}',
      { ...start, identity: identityOf('h'), at: 1, pid: undefined, host: undefined },
    ],
    ['white space between', JSON.stringify(JSON.parse(endText('a')), undefined, 1).replaceAll('\n', ' '), end],
    ['a carriage return behind it', `${endText('a')}\r`, end],
    ['the longest line', lineOf(MAX_LINE_BYTES), end],
    ['the longest line of wide characters', lineOf(MAX_LINE_BYTES, '漢'), end],
    ['the last moment', startText('a', { at: LATEST }), { ...start, at: LATEST }],
    ['the longest duration', endText('a', { us: YEAR_US }), { ...end, us: YEAR_US }],
    ['the longest timeout', startText('a', { timeout: 31_622_400 }), { ...start, timeout: YEAR_US }],
    [
      'a run of the past',
      '{"v":1,"kind":"past","run":"a","hook":"h","event":"e","at":7,"us":5,"code":2,"decision":"block","timeout":0.5}',
      {
        kind: 'past',
        run: hashOf('a'),
        identity: identityOf('h', 'e'),
        at: 7,
        us: 5,
        code: 2,
        decision: 'block',
        timeout: 500_000,
      },
    ],
    [
      'a run of the past of which little is known',
      '{"v":1,"kind":"past","run":"a","hook":"h","at":7,"us":-1,"code":999,"decision":7}',
      {
        kind: 'past',
        run: hashOf('a'),
        identity: identityOf('h'),
        at: 7,
        us: undefined,
        code: undefined,
        decision: undefined,
        timeout: undefined,
      },
    ],
    ['a forgotten hook', '{"v":1,"kind":"forget","hook":"old","at":7}', { kind: 'forget', hook: 'old', at: 7 }],
    [
      'an import',
      JSON.stringify({ ...importFields, last_at: 5 }),
      { kind: 'import', hook: 'format', at: AT, successful: 2, failed: 1, us: 425_100, lastAt: 5 },
    ],
    [
      'an import of nobody knows when',
      JSON.stringify(importFields),
      { kind: 'import', hook: 'format', at: AT, successful: 2, failed: 1, us: 425_100, lastAt: undefined },
    ],
  ])('may hold %s', (_what, line, record) => {
    expect(parseLine(line)).toEqual({ ok: true, record });
  });

  test.each([
    ['pid', startText, [-1, 1.5, '4519', null, 2 ** 32 + 1, {}]],
    ['host', startText, ['', 5, null, []]],
    ['timeout', startText, [0, -1, '60', null, 31_622_401, true]],
    ['timeout', endText, [0, -1, '60', null, 31_622_401, true]],
    ['signal', endText, [0, -1, '15', 129, 1.5, null]],
    ['decision', endText, ['', 5, null, {}]],
  ])('has no %s where that cannot be used (%o)', (field, line, values) => {
    const absent = parseLine(line('a', { [field]: undefined }));
    for (const value of values) expect(parseLine(line('a', { [field]: value })), JSON.stringify(value)).toEqual(absent);
    expect(absent.ok).toBe(true);
  });
});

describe('a line that is no record', () => {
  const cases: readonly (readonly [RejectReason, readonly string[]])[] = [
    ['not_json', ['', ' ', 'x', '{', '{"kind":"end"', '\u0000\u0000', '{v:1}', "{'v':1}", '\ufeff{"v":1}']],
    [
      'torn',
      [
        '{"v":',
        endText('a').slice(0, -1),
        endText('a').slice(0, 40),
        `${endText('a')}${endText('b')}`,
        `${endText('a')}x`,
        '{"v":1,\u0000',
      ],
    ],
    ['not_object', ['1', '"text"', 'null', 'true', '[]', `[${endText('a')}]`]],
    ['too_long', [lineOf(MAX_LINE_BYTES + 1), lineOf(MAX_LINE_BYTES + 1, '漢'), 'x'.repeat(1_000_000)]],
    ['bad_version', ['{}', '{"v":2,"kind":"end"}', '{"v":"1"}', '{"v":0}', '{"v":null}', endText('a', { v: 1.5 })]],
    [
      'bad_kind',
      [
        '{"v":1}',
        startText('a', { kind: 'begin' }),
        startText('a', { kind: 1 }),
        startText('a', { kind: '__proto__' }),
      ],
    ],
    ['no_run', [startText(''), endText(''), endText('a', { run: 5 }), endText('a', { run: undefined })]],
    [
      'no_hook',
      [
        ...[undefined, '', 5, null].flatMap((hook) => [startText('a', { hook }), endText('a', { hook })]),
        '{"v":1,"kind":"forget","at":1}',
        '{"v":1,"kind":"import","at":1}',
      ],
    ],
    [
      'bad_text',
      ['event', 'agent', 'project'].flatMap((field) => [
        startText('a', { [field]: 5 }),
        endText('a', { [field]: null }),
      ]),
    ],
    [
      'bad_number',
      [
        ...[undefined, null, '1', -1, 1.5, LATEST + 1, 1e300].flatMap((at) => [
          startText('a', { at }),
          endText('a', { at }),
        ]),
        ...[undefined, null, '1', -1, 1.5, YEAR_US + 1].map((us) => endText('a', { us })),
        ...[undefined, null, '0', -1, 256, 0.5].map((code) => endText('a', { code })),
        ...[null, -1, 'fast', '1e3', '-1.0', '1.', '.5', '', 31_622_401].flatMap((seconds) => [
          endText('a', { user: seconds }),
          endText('a', { sys: seconds }),
          endText('a', { real: seconds }),
        ]),
        '{"v":1,"kind":"forget","hook":"a"}',
        ...['at', 'successful', 'failed', 'us'].map((field) => JSON.stringify({ ...importFields, [field]: -1 })),
        JSON.stringify({ ...importFields, successful: 1e13 }),
      ],
    ],
  ];

  test('may be so for every reason there is', () => {
    expect(cases.map(([reason]) => reason).sort()).toEqual([...REJECT_REASONS].sort());
  });

  test.each(cases)('is refused as %s', (reason, lines) => {
    expect(lines.map((line) => parseLine(line))).toEqual(lines.map(() => ({ ok: false, reason })));
  });

  test('never throws, whatever it holds', () => {
    const field = fc.constantFrom(
      'v',
      'kind',
      'run',
      'hook',
      'event',
      'at',
      'us',
      'real',
      'user',
      'sys',
      'code',
      'timeout',
    );
    const value = fc.oneof(fc.json(), fc.constantFrom('1', '"end"', '"start"', '"a"', '1e400', '-0', '""'));
    const object = fc
      .array(fc.tuple(field, value), { maxLength: 14 })
      .map((fields) => `{${fields.map(([name, json]) => `"${name}":${json}`).join(',')}}`);
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.json(), object);
    fc.assert(
      fc.property(text, (line) => {
        const parsed = parseLine(line);
        if (!parsed.ok) expect(REJECT_REASONS).toContain(parsed.reason);
        expect(weldedParts(line).join('')).toBe(line);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a line that is glued together', () => {
  const torn = startText('t').slice(0, 50);
  test.each<[string, string, readonly string[]]>([
    ['nothing of a record', 'garbage', ['garbage']],
    ['one record', endText('a'), [endText('a')]],
    ['a torn one and a whole one', torn + endText('a'), [torn, endText('a')]],
    ['a torn one and two whole ones', torn + endText('a') + endText('b'), [torn, endText('a'), endText('b')]],
    ['garbage and a whole one', `\u0000\u0000${endText('a')}`, ['\u0000\u0000', endText('a')]],
    ['one torn in its first bytes', `{"v${endText('a')}`, ['{"v', endText('a')]],
    ['two torn ones', torn + torn, [torn, torn]],
    ['a name that looks like a record', endText('a', { hook: '{"v":1' }), [endText('a', { hook: '{"v":1' })]],
  ])('is cut where records begin: %s', (_what, text, parts) => {
    expect(weldedParts(text)).toEqual(parts);
  });
});
