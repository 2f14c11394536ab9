// Help that teaches; and mistakes, which get one line on stderr, nothing on stdout, and exit code 2.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import type { Env } from '../support/programs.ts';

const COMMANDS = [
  'install',
  'uninstall',
  'doctor',
  'serve',
  'run',
  'sync',
  'push',
  'service',
  'report',
  'baseline',
  'compare',
  'watch',
  'status',
  'import',
  'forget',
  'shell',
  'demo',
];

test('--help lists every command and gives examples', async () => {
  const { code, stdout, stderr } = await hookmeter(temporaryFolder(), ['--help']);
  const listed = [...stdout.matchAll(/^ {2}(\w+).* {2}/gm)].map(([, name]) => name);
  expect([code, stderr, listed.filter((name) => name !== 'help')]).toEqual([0, '', COMMANDS]);
  expect(stdout).toContain('$ hookmeter-run --hook format -- prettier --check .');
});

const BELOW = [
  ...['save', 'list', 'show', 'remove'].map((command) => `baseline ${command}`),
  ...['transcripts', 'metrics-json'].map((command) => `import ${command}`),
  ...['install', 'uninstall', 'status'].map((command) => `service ${command}`),
];

test.each([...COMMANDS, ...BELOW])('%s --help says what it does, with an example, on 80 columns', async (command) => {
  const { code, stdout, stderr } = await commandLine(temporaryFolder(), [...command.split(' '), '--help']);
  expect([code, stderr, stdout.split('\n')[0]?.startsWith(`Usage: hookmeter ${command} `)]).toEqual([0, '', true]);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const name = command.replace(/ .*/, '');
  expect(stdout).toMatch(new RegExp(`\nExamples?:\n(.*\n)* {2}\\$ .*hookmeter (shell\\)|${name})`));
});

test.each<readonly [words: readonly string[], code: number, stderr: string]>([
  [['report', '--help'], 0, ''],
  [['serv'], 2, "hookmeter: unknown command 'serv' (Did you mean serve?) (see --help)\n"],
  [['report', '--jsn'], 2, "hookmeter: unknown option '--jsn' (Did you mean --json?) (see --help)\n"],
  [['serve', '--port', 'abc'], 2, 'hookmeter: --port is "abc"; expected a whole number from 0 to 65535\n'],
])('%j: the program says what its command line says', async (words, code, stderr) => {
  const program = await hookmeter(temporaryFolder(), words);
  expect([program.code, program.stderr]).toEqual([code, stderr]);
  expect(await commandLine(temporaryFolder(), words)).toEqual(program);
});

test.each([['--version'], ['-V']])('%s is one line', async (flag) => {
  const { code, stdout } = await hookmeter(temporaryFolder(), [flag]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test.each<readonly [readonly string[], string]>([
  [['serv'], "hookmeter: unknown command 'serv' (Did you mean serve?) (see --help)"],
  [['frobnicate'], "hookmeter: unknown command 'frobnicate' (see --help)"],
  [['report', '--jsn'], "hookmeter: unknown option '--jsn' (Did you mean --json?) (see --help)"],
  [['report', 'extra'], "hookmeter: too many arguments for 'report'. Expected 0 arguments but got 1. (see --help)"],
  [['serve', '--port'], "hookmeter: option '--port <port>' argument missing (see --help)"],
  [['forget'], "hookmeter: missing required argument 'hook' (see --help)"],
  [['import', 'metrics-json'], "hookmeter: missing required argument 'file' (see --help)"],
  [['import', 'csv', 'x'], "hookmeter: unknown command 'csv' (see --help)"],
  [['serve', '--port', 'abc'], 'hookmeter: --port is "abc"; expected a whole number from 0 to 65535'],
  [['serve', '--port', '65536'], 'hookmeter: --port is "65536"; expected a whole number from 0 to 65535'],
  [['serve', '--port', '-1'], 'hookmeter: --port is "-1"; expected a whole number from 0 to 65535'],
  [['serve', '--host', ''], 'hookmeter: --host is ""; expected a text that is not empty'],
  [['serve', '--retention-days', '1'], 'hookmeter: --retention-days is "1"; expected a whole number from 2 to 36500'],
  [['serve', '--max-entries', '0'], 'hookmeter: --max-entries is "0"; expected a whole number from 1 to 1000000'],
  [
    ['serve', '--log-level', 'loud'],
    'hookmeter: --log-level is "loud"; expected one of debug, info, warn, error, silent',
  ],
  [['demo', '--commits', '0'], 'hookmeter: --commits is "0"; expected a whole number from 1 to 9999'],
  [['forget', 'no-such\u001b[31m'], 'hookmeter: no hook is named "no-such\\u001b[31m"; none has run yet'],
])('%j is answered in one line', async (words, line) => {
  expect(await commandLine(temporaryFolder(), words)).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr: `${line}\n`,
  });
});

test.each<readonly [Env, string]>([
  [{ HOOKMETER_PORT: '94x' }, 'hookmeter: HOOKMETER_PORT is "94x"; expected a whole number from 0 to 65535'],
  [
    { HOOKMETER_ALLOW_ANONYMOUS: 'perhaps' },
    'hookmeter: HOOKMETER_ALLOW_ANONYMOUS is "perhaps"; expected true or false',
  ],
  [
    { HOOKMETER_RETENTION_BYTES: '1GB' },
    'hookmeter: HOOKMETER_RETENTION_BYTES is "1GB"; expected a whole number from 1 to 9007199254740991',
  ],
  [
    { HOOKMETER_BASIC_AUTH: 'secret-without-colon' },
    'hookmeter: HOOKMETER_BASIC_AUTH is a value; expected user:password',
  ],
])('the environment %j is answered in one line', async (env, line) => {
  for (const command of ['serve', 'sync', 'report', 'status']) {
    expect(await commandLine(temporaryFolder(), [command], { env })).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `${line}\n`,
    });
  }
});

test.each<readonly [string, string]>([
  ['{"port": 94', 'is not JSON ('],
  ['[]', 'must hold a JSON object; correct or remove it'],
  ['', 'is not JSON ('],
  ['{"port": "high"}', 'is "high"; expected a whole number from 0 to 65535'],
  ['{"port": 1.5}', 'is 1.5; expected a whole number from 0 to 65535'],
  ['{"prot": 9464}', 'is no setting; settings are host, port, allowHosts, '],
  ['{"allowHosts": [1]}', 'is [1]; expected names, separated by commas'],
  ['{"token": ""}', 'is a value; expected a text that is not empty'],
])('config.json with %j is answered in one line', async (content, complaint) => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'config.json'), content);
  const { code, stdout, stderr } = await commandLine(dir, ['serve']);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  expect(stderr).toContain(join(dir, 'config.json'));
  expect(stderr).toContain(complaint);
});

test('a folder that cannot be one is answered in one line', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const dir of [file, join(file, 'below'), '/dev/null/x', '/proc/x']) {
    for (const command of [['serve', '--port', '0'], ['sync'], ['shell']]) {
      const { code, stdout, stderr } = await commandLine(dir, command);
      expect([dir, command, code, stdout, stderr]).toEqual([
        dir,
        command,
        2,
        '',
        expect.stringMatching(/^hookmeter: [^\n]*\n$/),
      ]);
    }
  }
});

test('a directory that is a file, or below one, is told by every command that needs one', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const dir of [file, join(file, 'below')]) {
    const stderr = `hookmeter: ${dir} is no folder; expected the state directory: correct --dir or HOOKMETER_DIR\n`;
    const told = IN_A_DIRECTORY.map(async (words) => [words, await commandLine(dir, words.split(' '))]);
    expect(await Promise.all(told)).toEqual(
      IN_A_DIRECTORY.map((words) => [words, { code: 2, signal: null, stdout: '', stderr }]),
    );
  }
});

const IN_A_DIRECTORY = [
  'serve',
  'sync',
  'report',
  'baseline save a',
  'baseline list',
  'baseline show a',
  'baseline remove a',
  'compare a',
  'watch',
  'status',
  'doctor',
  'install',
  'uninstall',
  'push --textfile x.prom',
  'service status',
  'import transcripts .',
  'forget x',
  'shell',
];

test.each<readonly [string, string]>([
  ['', 'the file is empty'],
  ['{', 'the file is not JSON: '],
  ['{}', 'hook_performance is missing, expected an object'],
  [
    '{"hook_performance": {"a": {"total_executions": -1}}}',
    'hook_performance["a"].total_executions is -1, expected a number from 0',
  ],
])('import metrics-json of %j is refused in one line', async (content, complaint) => {
  const dir = temporaryFolder();
  const file = join(dir, 'old.json');
  writeFileSync(file, content);
  const { code, stdout, stderr } = await commandLine(dir, ['import', 'metrics-json', file]);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  expect(
    stderr.startsWith(`hookmeter: ${file}: ${complaint}`) && stderr.endsWith('; nothing was imported\n') ? '' : stderr,
  ).toBe('');
});

test('import metrics-json of a file that is not there, or is a folder, is refused in one line that names it', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'folder'));
  for (const [name, why] of [
    ['missing.json', 'ENOENT'],
    ['folder', 'EISDIR'],
  ] as const) {
    const { code, stdout, stderr } = await commandLine(dir, ['import', 'metrics-json', join(dir, name)]);
    expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(stderr.startsWith(`hookmeter: ${join(dir, name)} cannot be read: ${why}: `)).toBe(true);
    expect(stderr.endsWith('; nothing was imported\n')).toBe(true);
  }
});
