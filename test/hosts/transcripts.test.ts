import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrapProgram } from '../../src/hosts/exec-wrapper.ts';
import { emptyManifest } from '../../src/hosts/manifest.ts';
import { wrapShellLine } from '../../src/hosts/shell-wrapper.ts';
import { createHookNames } from '../../src/hosts/transcripts/hook-names.ts';
import { readTranscriptLine, type TranscriptRun } from '../../src/hosts/transcripts/line.ts';
import { createHookLines, type FoundLine, LONGEST_LINE } from '../../src/hosts/transcripts/scan.ts';
import { temporaryFolder } from '../support/folders.ts';
import { AT, attachment, block, cancelled, failure, fileOf, success, user } from '../support/transcript-lines.ts';

const SUCCESS: TranscriptRun = {
  run: 'past-525220a0662cd5b7d7e95cd4',
  command: 'python3 "$CLAUDE_PROJECT_DIR"/.claude/hooks/guard.py',
  event: 'PreToolUse',
  cwd: '/home/me/web',
  at: (Date.parse(AT) * 1000) as TranscriptRun['at'],
  us: 123_000 as TranscriptRun['us'],
  code: 0,
  decision: undefined,
  timeout: undefined,
};

const runOf = (line: string): Partial<TranscriptRun> | string => {
  const read = readTranscriptLine(line);
  if (read.kind !== 'run') return read.kind === 'skipped' ? read.reason : read.kind;
  return read.run;
};

describe('a line of a transcript', () => {
  test('about a success has everything, and its identity stays what it was in an earlier version', () => {
    expect(runOf(success('toolu_01'))).toEqual(SUCCESS);
  });

  test.each<readonly [string, string, Partial<TranscriptRun> | string]>([
    ['an exit code', failure('t', 1), { code: 1, us: 45_000 as TranscriptRun['us'], command: 'npx lint-staged' }],
    ['a command that was not found', failure('t', 127), { code: 127 }],
    ['a block', block('t'), { decision: 'block', code: undefined, us: undefined, command: 'python3 guard.py' }],
    ['a success without an exit code', success('t', { exitCode: undefined }), { code: 0 }],
    ['a success with exit code 1, as valid JSON may have', success('t', { exitCode: 1 }), { code: 1 }],
    ['an exit code of another system', failure('t', 3_221_225_786), { code: undefined }],
    ['a negative exit code', failure('t', -1), { code: undefined }],
    ['no duration', success('t', { durationMs: undefined }), { us: undefined }],
    ['a duration that cannot be', success('t', { durationMs: -3 }), { us: undefined }],
    [
      'a hook that could not run',
      attachment({
        type: 'hook_error_during_execution',
        hookName: 'Stop',
        hookEvent: 'Stop',
        command: 'x',
        content: '',
      }),
      { code: undefined, decision: undefined, event: 'Stop' },
    ],
    ['no event but the name', success('t', { hookEvent: undefined }), { event: 'PreToolUse' }],
    ['no folder', success('t', {}, { cwd: undefined as unknown as string }), { cwd: '' }],
    [
      'a timeout',
      cancelled('t', { command: 'a.sh', timedOut: true, durationMs: 5022, timeoutMs: 5000 }),
      { timeout: 5, us: 5_022_000 as TranscriptRun['us'], code: undefined },
    ],
    [
      'a timeout of which only the duration is known',
      cancelled('t', { command: 'a.sh', timedOut: true, durationMs: 5022 }),
      { timeout: 5.022 },
    ],
    ['an interruption', cancelled('t', { command: 'a.sh', durationMs: 3 }), 'cancelled'],
    ['an interruption in the old form', cancelled('t'), 'cancelled'],
    ['a timeout without a command', cancelled('t', { timedOut: true }), 'no_command'],
    ['a prompt hook', success('t', { command: undefined }), 'no_command'],
    ['a command that is no text', success('t', { command: 7 }), 'no_command'],
    ['no time', success('t', {}, { timestamp: '' }), 'no_time'],
    ['a time that is none', success('t', {}, { timestamp: 'yesterday' }), 'no_time'],
    ['a kind of later versions', attachment({ type: 'hook_teleported', command: 'x' }), 'unknown_type'],
    ['what a hook said beside its result', attachment({ type: 'hook_additional_context', content: ['x'] }), 'other'],
    ['another attachment', attachment({ type: 'skill_listing', content: '"hook_success"' }), 'other'],
    ['a person who writes about hooks', user('{"type":"attachment","attachment":{"type":"hook_success"}}'), 'other'],
    ['an attachment that is no object', '{"type":"attachment","attachment":"hook_success"}', 'other'],
    ['no object', '["attachment","hook_success"]', 'not_json'],
    ['half a line', success('t').slice(0, 200), 'not_json'],
  ])('about %s', (_, line, expected) => {
    expect(runOf(line)).toEqual(typeof expected === 'string' ? expected : expect.objectContaining(expected));
  });

  const options = { hook: 'guard', event: 'PreToolUse' };
  test.each([
    ['our wrapper', wrapShellLine('python3 guard.py', options)],
    [
      'our wrapper of a program',
      Object.values(wrapProgram({ command: 'a', args: ['b'] }, options))
        .flat()
        .join(' '),
    ],
    ['the shim by hand', 'hookmeter-run --hook guard -- python3 guard.py'],
    ['the shim through Node', 'npx hookmeter run --hook guard -- python3 guard.py'],
  ])('about %s was measured', (_, command) => {
    expect(runOf(success('t', { command }))).toBe('measured');
  });

  test('is the same run in a copy, and another where anything about the run differs', () => {
    const idOf = (line: string) => readTranscriptLine(line).kind === 'run' && (runOf(line) as TranscriptRun).run;
    const copy = success('t', {}, { sessionId: 'other', uuid: 'other', cwd: '/elsewhere' });
    expect(idOf(copy)).toBe(idOf(success('t')));
    const others = [
      success('t2'),
      success('t', { command: 'other' }),
      success('t', { durationMs: 124 }),
      success('t', { hookEvent: 'PostToolUse' }),
      success('t', {}, { timestamp: '2026-11-22T06:18:50.675Z' }),
      failure('t', 0),
    ].map(idOf);
    expect(new Set([...others, idOf(success('t'))]).size).toBe(7);
  });

  test('never makes the reader throw', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.object());
    const keys = ['type', 'command', 'hookName', 'hookEvent', 'exitCode', 'durationMs', 'blockingError', 'timedOut'];
    const fields = fc.dictionary(fc.constantFrom(...keys), value);
    const type = fc.constantFrom('hook_success', 'hook_cancelled', 'hook_blocking_error', 'hook_non_blocking_error');
    fc.assert(
      fc.property(fields, type, value, value, (more, kind, timestamp, cwd) => {
        const line = JSON.stringify({ type: 'attachment', attachment: { type: kind, ...more }, timestamp, cwd });
        expect(['run', 'skipped', 'other']).toContain(readTranscriptLine(line).kind);
      }),
    );
  });
});

describe('the lines of a file that are about hooks', () => {
  const read = createHookLines();
  const linesOf = (content: string | Buffer): readonly FoundLine[] => {
    const path = join(temporaryFolder(), 'a.jsonl');
    writeFileSync(path, content);
    return [...read(path)].filter(({ kind }) => kind !== 'read');
  };
  const line = (text: string, isFinished = true): FoundLine => ({ kind: 'line', text, isFinished });

  test('are found among all others, whole', () => {
    const [a, b] = [success('a'), block('b')];
    expect(linesOf(fileOf(user('hello'), a, attachment({ type: 'skill_listing' }), '', user('x'), b))).toEqual([
      line(a),
      line(b),
    ]);
  });

  test('are found in a file with white space in its JSON, and with other line ends', () => {
    const spaced = JSON.stringify(JSON.parse(success('a')), undefined, 1).replaceAll('\n', ' ');
    expect(linesOf(`${spaced}\r\n${spaced}\r\n`)).toEqual([line(`${spaced}\r`), line(`${spaced}\r`)]);
  });

  test('an unfinished last line is told as one', () => {
    expect(linesOf(`${success('a')}\n${success('b').slice(0, -9)}`)).toEqual([
      line(success('a')),
      line(success('b').slice(0, -9), false),
    ]);
  });

  test('of any length and wherever parts of the file end are the same', () => {
    const MB = 1024 * 1024;
    const giant = (of: string, length: number): string => of.replace('all good', 'x'.repeat(length));
    for (const before of [MB - 300, MB - 10, MB, 3 * MB + 17, LONGEST_LINE - 400, LONGEST_LINE + 5, 2 * LONGEST_LINE]) {
      const filler = user('y'.repeat(before));
      expect(linesOf(fileOf(success('a'), filler, success('b'), filler, success('c')))).toEqual(
        ['a', 'b', 'c'].map((id) => line(success(id))),
      );
      const large = giant(success('large'), before);
      const expected = large.length > LONGEST_LINE ? { kind: 'too_long' } : line(large);
      expect(linesOf(fileOf(success('a'), large, success('b')))).toEqual([
        line(success('a')),
        expected,
        line(success('b')),
      ]);
      expect(linesOf(fileOf(large, success('b')))).toEqual([expected, line(success('b'))]);
      const unfinished = large.length > LONGEST_LINE ? expected : line(large.slice(0, -1), false);
      expect(linesOf(large.slice(0, -1))).toEqual([unfinished]);
    }
  });

  test.each<readonly [string, string | Buffer]>([
    ['a text', 'root:x:0:0:root'],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 10, 123])],
    ['packed', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('are none in %s', (_, content) => {
    expect(linesOf(content)).toEqual([
      { kind: 'unreadable', reason: 'it is no transcript: a line of one is a JSON object' },
    ]);
  });

  test('are none in an empty file, in binary junk behind a brace, and in a file that is not there', () => {
    expect(linesOf('')).toEqual([]);
    expect(linesOf('\n \n')).toEqual([]);
    expect(linesOf(Buffer.concat([Buffer.from('{'), Buffer.alloc(3_000_000, 7)]))).toEqual([]);
    const gone = join(temporaryFolder(), 'gone.jsonl');
    expect([...read(gone)]).toEqual([
      { kind: 'unreadable', reason: `ENOENT: no such file or directory, open '${gone}'` },
    ]);
  });
});

test('a hook of the past has the name that it was given, by its event where there are several, else that of its script', () => {
  const hook = { host: 'claude-code', scope: 'user', file: 'f', since: 0 } as const;
  const name = createHookNames({
    ...emptyManifest(),
    hooks: [
      { ...hook, hook: 'given', event: 'Stop', command: 'a/check.py' },
      { ...hook, hook: 'given-before', event: 'PreToolUse', command: 'a/check.py' },
    ],
  });
  expect([
    name('a/check.py', 'Stop'),
    name('a/check.py', 'PreToolUse'),
    name('a/check.py', 'Other'),
    name('b/check.py', 'Stop'),
    name('b/check.py', 'Stop'),
  ]).toEqual(['given', 'given-before', 'given-before', 'check', 'check']);
});
