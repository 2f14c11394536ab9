import { describe, expect, test } from 'vitest';
import { claudeCode } from '../../src/hosts/claude-code.ts';
import { codex } from '../../src/hosts/codex.ts';
import { copilotCli } from '../../src/hosts/copilot-cli.ts';
import type { Host } from '../../src/hosts/host.ts';
import { readJson } from '../../src/hosts/json-settings.ts';
import { AROUND } from '../support/settings-files.ts';

const read = (host: Host, text: string, path = '/x/settings.json') => host.read({ scope: 'user', path }, text, AROUND);
const says = (host: Host, text: string, path?: string): string => {
  const found = read(host, text, path);
  return found.ok ? `${found.hooks.length} hooks` : found.message;
};

describe('JSON that cannot be read', () => {
  test.each([
    ['[]', 'line 1, column 1: the file holds no object, and { was expected'],
    ['\uFEFF\n"x"', 'line 2, column 1: the file holds no object, and { was expected'],
    ['{"hooks": {', 'line 1, column 12: a key in double quotes or } was expected, but the file ends'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: a comma or } was expected, but there is "b"'],
    ['{"a": [1 2]}', 'line 1, column 10: a comma or ] was expected, but there is 2'],
    ["{'a': 1}", "line 1, column 2: a key in double quotes or } was expected, but there is 'a'"],
    ['{"a" 1}', 'line 1, column 6: a colon was expected, but there is 1'],
    ['{"a": }', 'line 1, column 7: a value was expected, but there is }'],
    ['{"a": undefined}', 'line 1, column 7: a value was expected, but there is undefined'],
    ['{"a": [,]}', 'line 1, column 8: a value or ] was expected, but there is ,'],
    ['{}}', 'line 1, column 3: the end of the file was expected, but there is }'],
    ['{"a": "x\ny"}', 'line 1, column 7: a string does not end on its line'],
    ['{"a": "\\x"}', 'line 1, column 7: a backslash stands before a character that has no escape'],
    ['{"a": "\\u12"}', 'line 1, column 7: a \\u escape is not four hexadecimal digits'],
    ['{"a": "\u0001"}', 'line 1, column 7: a control character stands in a string, and an escape was expected'],
    ['{"a": 1.}', 'line 1, column 7: a number does not end'],
    ['{"a": 1, /* ', 'line 1, column 13: a key in double quotes or } was expected, but the file ends'],
    ['{"a": 1,, "b": 2}', 'line 1, column 9: a key in double quotes or } was expected, but there is ,'],
    ['\u0000', 'line 1, column 1: a value was expected, but there is \u0000'],
  ])('%j is told with its position', (text, message) => {
    expect(says(claudeCode, text)).toBe(message);
  });

  test('nesting of any depth is read', () => {
    const deep = '['.repeat(500_000) + ']'.repeat(500_000);
    expect(
      says(claudeCode, `{"a": ${deep}, "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x"}]}]}}`),
    ).toBe('1 hooks');
    expect(says(claudeCode, '[{"a":'.repeat(300_000))).toBe(
      'line 1, column 1800001: a value was expected, but the file ends',
    );
  });
});

describe('settings of the wrong shape', () => {
  const hooks = (value: string): string => `{"hooks": ${value}}`;
  const handler = (value: string): string => hooks(`{"Stop": [{"hooks": [${value}]}]}`);
  test.each([
    [hooks('[]'), 'line 1, column 11: hooks is an array; an object was expected'],
    [hooks('null'), 'line 1, column 11: hooks is null; an object was expected'],
    [hooks('{"Stop": {}}'), 'line 1, column 20: hooks.Stop is an object; an array was expected'],
    [hooks('{"Stop": "x"}'), 'line 1, column 20: hooks.Stop is a string; an array was expected'],
    [hooks('{"Stop": [1]}'), 'line 1, column 21: hooks.Stop[0] is 1; an object was expected'],
    [hooks('{"Stop": [{"hooks": {}}]}'), 'line 1, column 31: hooks.Stop[0].hooks is an object; an array was expected'],
    [handler('true'), 'line 1, column 32: hooks.Stop[0].hooks[0] is true; an object was expected'],
    [handler('{"command": 1}'), 'line 1, column 44: hooks.Stop[0].hooks[0].command is 1; a string was expected'],
    [
      handler('{"command": ["a"]}'),
      'line 1, column 44: hooks.Stop[0].hooks[0].command is an array; a string was expected',
    ],
    [
      handler('{"command": "a", "args": "b"}'),
      'line 1, column 57: hooks.Stop[0].hooks[0].args is a string; an array was expected',
    ],
    [
      handler('{"command": "a", "args": [1]}'),
      'line 1, column 58: hooks.Stop[0].hooks[0].args[0] is 1; a string was expected',
    ],
    [`\uFEFF{\r\n  "hooks":\r\n    7\r\n}`, 'line 3, column 5: hooks is 7; an object was expected'],
  ])('%s', (text, message) => {
    expect(says(claudeCode, text)).toBe(message);
  });

  test('and of other hosts', () => {
    expect(says(copilotCli, '{"hooks": {"preToolUse": [{"bash": {}}]}}')).toBe(
      'line 1, column 36: hooks.preToolUse[0].bash is an object; a string was expected',
    );
    expect(says(copilotCli, '{"hooks": {"preToolUse": [{"exec": 3}]}}')).toBe(
      'line 1, column 36: hooks.preToolUse[0].exec is 3; a string was expected',
    );
  });
});

describe('TOML that cannot be read', () => {
  test.each([
    ['a = \n', 'line 2, column 1: unspecified values are invalid'],
    ['a = 1\na = 2\n', 'line 2, column 1: defining a key multiple times is invalid'],
    ['\uFEFFa = "x\n', 'line 1, column 8: unterminated string constant'],
    ['hooks = 1\n', 'line 1, column 9: hooks is 1; an object was expected'],
    ['[hooks]\nStop = "x"\n', 'line 2, column 8: hooks.Stop is a string; an array was expected'],
    [
      '[[hooks.Stop]]\nhooks = [{command = 1979-05-27}]\n',
      'line 2, column 21: hooks.Stop[0].hooks[0].command is null; a string was expected',
    ],
    ['[hooks.Stop]\nx = 1\n', 'line 1, column 1: hooks.Stop is an object; an array was expected'],
  ])('%j', (text, message) => {
    expect(says(codex, text, '/x/config.toml')).toBe(message);
  });
  test('nests too deeply', () => {
    expect(says(codex, `a = ${'['.repeat(200_000)}`, '/x/config.toml')).toMatch(/^line 1, column /);
  });
});

/** It takes three and a half times as much; with a second look at the text for each hook, thousands of times. */
const MOST = 12;

describe('settings of 20 MB', () => {
  const settingsOf = (count: number): string => {
    const filler = Array.from({ length: 9 * count }, (_, i) => ({
      id: i,
      text: `some text of that many characters ${i}`,
      list: [1, 2, 3],
      on: true,
    }));
    const hooks = {
      Stop: [{ hooks: Array.from({ length: count }, (_, i) => ({ type: 'command', command: `echo ${i}` })) }],
    };
    return JSON.stringify({ filler, hooks }, null, 1);
  };
  const large = settingsOf(20_000);

  test('are looked through, and kept where hooks are', () => {
    expect(large.length).toBeGreaterThan(20e6);
    const read = readJson(large);
    const [filler, hooks] = read.ok ? read.settings.root.entries : [];
    expect(filler).toMatchObject({ key: 'filler', value: { kind: 'list', items: [] } });
    expect(hooks?.key).toBe('hooks');
  });

  test('take not much more of the processor than JSON.parse takes', () => {
    /** Milliseconds of the processor. */
    const costOf = (work: () => void): number => {
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    let [cost, yardstick] = [Number.POSITIVE_INFINITY, 0];
    // Whatever else runs on this machine cannot spoil every round.
    for (let round = 0; round < 5 && !(cost < MOST * yardstick); round++) {
      yardstick = costOf(() => JSON.parse(large));
      cost = costOf(() => {
        const found = read(claudeCode, large);
        expect(found.ok && found.hooks.length).toBe(20_000);
      });
    }
    expect(cost / yardstick).toBeLessThan(MOST);
  });
});
