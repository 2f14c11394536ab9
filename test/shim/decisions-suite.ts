// --decisions: what a hook decides by JSON on stdout is in the record of its run.
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { journal, patientShimFor, plainEnv, runExactly } from '../support/shim.ts';
import { compareDeciding } from './decisions.ts';

/** What a hook prints, and the decision that is recorded. */
const TABLE: readonly (readonly [what: string, stdout: string, decision: string | undefined])[] = [
  ...['allow', 'deny', 'ask', 'defer'].map((word): [string, string, string] => [
    `Claude Code, Codex: PreToolUse says ${word}`,
    `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"${word}","permissionDecisionReason":"no"}}`,
    word,
  ]),
  [
    'Claude Code: PermissionRequest says deny',
    '{"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny","message":"no"}}}',
    'deny',
  ],
  [
    'Claude Code: PermissionRequest says allow, with another input',
    '{"hookSpecificOutput":{"decision":{"updatedInput":{"behavior":"deny","command":"x"},"behavior":"allow"}}}',
    'allow',
  ],
  ['Claude Code: Stop says block', '{"decision":"block","reason":"tests fail"}', 'block'],
  ['Claude Code, of old: approve', '{"decision": "approve"}', 'approve'],
  ['all of them: the agent shall stop', '{"continue": false, "stopReason": "enough"}', 'stop'],
  ['the agent shall stop, whatever else is said', '{"decision":"allow","continue" :false}', 'stop'],
  ['the agent shall go on', '{"continue":true,"suppressOutput":true}', undefined],
  ['Gemini CLI: BeforeTool says deny', '{"decision":"deny","reason":"no"}', 'deny'],
  ['Gemini CLI: BeforeTool says ask', '{"decision":"ask"}', 'ask'],
  ['Cursor: beforeShellExecution says deny', '{"permission":"deny","user_message":"no"}', 'deny'],
  ['Cursor: beforeShellExecution says ask', '{\n  "permission": "ask"\n}\n', 'ask'],
  ['Cursor: beforeSubmitPrompt says no', '{"continue":false}', 'stop'],
  ['Copilot CLI: preToolUse says deny', '{"permissionDecision":"deny","permissionDecisionReason":"no"}', 'deny'],
  ['Copilot CLI: permissionRequest says allow', '{"behavior":"allow"}', 'allow'],
  ['both ways at once', '{"decision":"block","hookSpecificOutput":{"permissionDecision":"allow"}}', 'allow'],
  ['no decision', '{"systemMessage":"hello","hookSpecificOutput":{"additionalContext":"x"}}', undefined],
  ['nothing', '', undefined],
  ['an empty object', '{}', undefined],
  ['text', 'decision: block\n', undefined],
  ['text before the JSON', 'note\n{"decision":"block"}', undefined],
  ['white space around the JSON', ' \n\t{"decision":"block"}\n\n', 'block'],
  ['a list', '[{"decision":"block"}]', undefined],
  ['a word that no host knows', '{"decision":"maybe"}', undefined],
  ['a decision that is no text', '{"decision":{"block":true},"permission":["deny"]}', undefined],
  ['a value called so', '{"reason":"decision","other":"block"}', undefined],
  ['the key inside a text', '{"reason":"\\"decision\\":\\"block\\"","decision":"allow"}', 'allow'],
  ['the key behind a backslash at the end of a text', '{"path":"C:\\\\","decision":"block"}', 'block'],
  ['many backslashes', '{"path":"\\\\\\\\\\"","decision":"block"}', 'block'],
  ['the key in updatedInput', '{"updatedInput":{"decision":"block","permission":"deny"}}', undefined],
  ['the key in a list of objects', '{"edits":[{"decision":"block"},["decision","deny"]],"decision":"allow"}', 'allow'],
  ['continue elsewhere', '{"updatedInput":{"continue":false}}', undefined],
  ['brackets inside texts', '{"a":"}{[","decision":"block","b":"]"}', 'block'],
  ['the same key twice: the last counts, as in JSON.parse', '{"decision":"block","decision":"allow"}', 'allow'],
  ['stars and other patterns', '{"a":"*","b":"[a-z]?","decision":"deny"}', 'deny'],
  ['no bytes that are ASCII', '{"grund":"nö €😀","decision":"deny"}', 'deny'],
  ['numbers and nothings', '{"a":-1.5e3,"b":null,"c":[[1,2],[3]],"d":{},"decision":"deny"}', 'deny'],
  ['an object that is cut', '{"decision":"block","reason":"x', undefined],
  ['an object with something behind it', '{"decision":"block"} x', undefined],
  ['an object with another behind it', '{"decision":"block"}\n{"decision":"allow"}', undefined],
  ['too many brackets', `{"decision":"block","}}`, undefined],
  ['a text of 60 kB before it', `{"a":"${'x\\n\\"'.repeat(12_000)}","decision":"deny"}`, 'deny'],
  ['more than is looked at, behind it', `{"decision":"deny","a":"${'x'.repeat(100_000)}"}`, 'deny'],
  ['more than is looked at, before it', `{"a":"${'x'.repeat(100_000)}","decision":"deny"}`, undefined],
  ['many small texts', `{${'"a":"b",'.repeat(4000)}"decision":"deny"}`, 'deny'],
  ['nesting without end', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},"decision":"deny"}`, undefined],
];

export function decisions(bash: string): void {
  const shim = patientShimFor(bash);
  describe(`a decision under ${bash}`, () => {
    it.each(TABLE)('is read: %s', (_what, stdout, decision) => {
      expect(compareDeciding(shim, 'cat', { input: Buffer.from(stdout) }).decision).toBe(decision);
    });

    it.each([0, 1, 2, 127])('and exit code %i are both kept', (code) => {
      expect(compareDeciding(shim, `echo '{"decision":"allow"}'; exit ${code}`)).toMatchObject({
        code,
        decision: 'allow',
      });
    });

    it('and a death are both kept', () => {
      const script = `echo '{"decision":"deny"}'; kill -TERM $$`;
      expect(compareDeciding(shim, script)).toMatchObject({ code: 143, signal: 15, decision: 'deny' });
    });

    it('gives way to the code that blocks', () => {
      const dir = temporaryFolder();
      const words = ['--decisions', '--block-code', '1', '-c', `echo '{"decision":"allow"}'; exit 1`];
      runExactly([shim, ...words], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      const [, end] = journal(dir).raw;
      expect(end).toMatch(/"code":1,"decision":"block"\}$/);
    });

    it('is not looked for without the flag', () => {
      const dir = temporaryFolder();
      runExactly([shim, '-c', `echo '{"decision":"deny"}'`], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      expect(journal(dir).lines[1]?.decision).toBeUndefined();
    });

    it('fits into 1,000 bytes with the longest names', () => {
      const names = ['--hook', '--event', '--agent', '--project'].flatMap((option) => [option, '"\n'.repeat(3000)]);
      const words = [
        ...names,
        '--timeout',
        '86400.5',
        '--decisions',
        '-c',
        `echo '{"decision":"approve"}'; kill -TERM $$`,
      ];
      const dir = temporaryFolder();
      runExactly([shim, ...words], { env: { ...plainEnv, HOSTNAME: 'h'.repeat(300), HOOKMETER_DIR: dir } });
      expect(journal(dir).lines[1]?.decision).toBe('approve');
    });
  });
}
