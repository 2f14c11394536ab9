import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claudeCode } from '../../src/hosts/claude-code.ts';
import { claudeRemarks } from '../../src/hosts/claude-plugins.ts';
import { codex } from '../../src/hosts/codex.ts';
import { copilotCli } from '../../src/hosts/copilot-cli.ts';
import { cursor } from '../../src/hosts/cursor.ts';
import { geminiCli } from '../../src/hosts/gemini-cli.ts';
import { timeoutLint } from '../../src/hosts/timeout-lint.ts';
import { temporaryFolder } from '../support/folders.ts';
import { AROUND, corpusFiles, found, installed, manifestOf } from '../support/settings-files.ts';

const corpus = (name: string) => {
  const file = corpusFiles.find((each) => each.name === name);
  if (file === undefined) throw new Error(`no ${name}`);
  return file;
};
const states = (name: string, around = AROUND) =>
  found(corpus(name), undefined, around).hooks.map(({ command, state }) => [
    command,
    state.kind === 'left' ? `${state.why}${state.byDefault ? ' (by default)' : ''}` : state.kind,
  ]);

describe('what stays as it is', () => {
  test('in Claude Code', () => {
    expect(states('claude-code/powershell-and-stream.json')).toEqual([
      [
        'tee -a ~/stream.log',
        'MessageDisplay comes for every piece of an answer, each of which would be a run; --event MessageDisplay wraps it all the same (by default)',
      ],
      ['Write-Host done', 'PowerShell cannot read the wrapper'],
      ['echo done', 'bare'],
    ]);
    expect(states('claude-code/by-hand.json').map(([, state]) => state)).toEqual(['by_hand', 'by_hand']);
    expect(states('claude-code/duplicate-keys.json')).toEqual([
      ['second', 'its "command" stands there twice, and only one of them counts'],
      ['fine', 'bare'],
      ['alive', 'bare'],
    ]);
  });

  test('in Codex, where the shell of the person is no POSIX shell', () => {
    const env = { SHELL: '/opt/homebrew/bin/fish' };
    expect(states('codex/off.toml', { ...AROUND, env })).toEqual([
      ['x', 'Codex may give it to your shell, and fish cannot read the wrapper'],
    ]);
    expect(states('codex/off.toml', { ...AROUND, env: {} })).toEqual([['x', 'bare']]);
  });

  test('in Codex after somebody has changed the shell: what is wrapped is still known', () => {
    const file = corpus('codex/off.toml');
    const plan = installed(found(file));
    const again = found(file, plan.after, { ...AROUND, env: { SHELL: 'nu' } });
    expect(again.hooks.map(({ state }) => state.kind)).toEqual(['wrapped']);
  });

  test('in Gemini CLI', () => {
    expect(states('gemini-cli/disabled.json')).toEqual([
      ['./slow.sh', '"disabled" names it by its command, so it does not run'],
      ['./scan.sh', 'bare'],
      ['./slow.sh', 'bare'],
    ]);
    expect(states('gemini-cli/settings.json')[2]?.[1]).toContain('AfterModel comes for every piece of an answer');
  });

  test('in Copilot CLI', () => {
    expect(states('copilot-cli/project-command.json').map(([, state]) => state)).toEqual([
      '"command" goes to PowerShell as well, which cannot read the wrapper: call it "bash", or wrap it all the same with --event PostToolUse (by default)',
      'bare',
      'bare',
    ]);
    expect(states('copilot-cli/user-command.json').map(([, state]) => state)).toEqual(['bare']);
    expect(states('copilot-cli/exec.json').map(([command, state]) => `${command}: ${state}`)).toEqual([
      'node guard.js --strict: bare',
      './guard: bare',
      './bare: a program without "args" cannot be wrapped; with "args": [] it can',
    ]);
  });

  test('unless its event is named, where it is only by default', () => {
    const file = corpus('claude-code/powershell-and-stream.json');
    const plan = installed(found(file), undefined, ['MessageDisplay']);
    expect(plan.hooks.map(({ event }) => event)).toEqual(['MessageDisplay']);
    const again = found(file, plan.after);
    expect(again.hooks.map(({ state }) => state.kind)).toEqual(['wrapped', 'left', 'bare']);
    expect(installed(again, manifestOf(plan)).hooks.map(({ event }) => event)).toEqual([
      'MessageDisplay',
      'PostToolUse',
    ]);
  });
});

describe('remarks', () => {
  const windows = (title: string, what: string): string =>
    `on Windows ${title} takes a shell that cannot read the wrapper: where people use this file there, ${what}`;
  test.each([
    [
      'claude-code/mixed-handlers.json',
      ['5 handlers are no commands and cannot be measured: 1 http, 1 mcp_tool, 1 prompt, 1 agent, 1 telepathy'],
    ],
    ['claude-code/disabled.json', ['"disableAllHooks" is set: Claude Code runs no hooks at all']],
    ['claude-code/formatters.json', []],
    [
      'copilot-cli/hooks.json',
      ['3 handlers are no commands and cannot be measured: 1 prompt, 1 for PowerShell only, 1 http'],
    ],
    ['copilot-cli/user-command.json', ['"disableAllHooks" is set: Copilot CLI runs none of these hooks']],
    ['codex/windows.json', ['1 handler is no command and cannot be measured: 1 prompt']],
    ['codex/off.toml', ['[features] turns hooks off: Codex runs none of them']],
    ['codex/config.toml', []],
    [
      'gemini-cli/off.json',
      [
        '"enabled" is false: Gemini CLI runs no hooks at all',
        '1 handler is no command and cannot be measured: 1 plugin',
      ],
    ],
    [
      'gemini-cli/disabled.json',
      ['"disabled" names "./elsewhere.sh": a hook of that command in another file would run again once it is wrapped'],
    ],
  ])('on %s', (name, remarks) => {
    expect(found(corpus(name)).remarks).toEqual(remarks);
  });

  test('on files of a project that people use on Windows', () => {
    const remarks = (name: string) => found({ ...corpus(name), scope: 'project' }).remarks;
    expect(remarks('gemini-cli/multi-line.json')).toEqual([windows('Gemini CLI', 'leave it out (--scope user)')]);
    expect(remarks('cursor/schema-crlf.json')).toEqual([windows('Cursor', 'leave it out (--scope user)')]);
    expect(remarks('codex/hooks.json')).toEqual([windows('Codex', 'give its hooks "commandWindows" as well')]);
    expect(remarks('codex/windows.json')).toEqual(['1 handler is no command and cannot be measured: 1 prompt']);
    expect(remarks('claude-code/tabs.json')).toEqual([]);
  });

  test('on plugins of Claude Code, and on what an administrator has set', () => {
    const folder = temporaryFolder();
    const put = (path: string, value: unknown): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(value));
    };
    expect(claudeRemarks(folder, [])).toEqual([]);
    put('cache/a/hooks/hooks.json', {});
    put('cache/b/.claude-plugin/plugin.json', { name: 'b', hooks: { Stop: [] } });
    put('cache/c/.claude-plugin/plugin.json', { name: 'c' });
    put('plugins/installed_plugins.json', {
      version: 2,
      plugins: {
        'a@market': [{ scope: 'user', installPath: join(folder, 'cache/a') }],
        'b@market': { installPath: join(folder, 'cache/b') },
        'c@market': [{ installPath: join(folder, 'cache/c') }],
      },
    });
    put('managed.json', { hooks: {} });
    put('strict.json', { allowManagedHooksOnly: true });
    expect(
      claudeRemarks(folder, [join(folder, 'managed.json'), join(folder, 'strict.json'), join(folder, 'none')]),
    ).toEqual([
      `Claude Code: the hooks in ${join(folder, 'managed.json')} are your administrator's and not measured`,
      `Claude Code: ${join(folder, 'strict.json')} allows no hooks but its own, so that none of yours is run`,
      'Claude Code: the hooks of plugins are not measured (a@market, b@market): an update replaces them',
    ]);
  });
});

describe('timeouts', () => {
  test('are passed on in seconds, and those in a wrong unit are told', () => {
    const file = found(corpus('claude-code/wrong-timeouts.json'));
    expect(file.hooks.map(({ timeout, lint }) => [timeout, lint])).toEqual([
      [5000, 'its timeout of 5000 is in seconds here, so 83.3 minutes; 5 would be 5 seconds'],
      [3600, undefined],
      [undefined, 'its timeout is no number'],
      [undefined, 'its timeout of 0 is not above 0'],
      [60_000, 'its timeout of 60000 is in seconds here, so 16.7 hours; 60 would be 60 seconds'],
      [0.5, undefined],
    ]);
    expect(installed(file).after).toContain('--timeout 5000 --;');
    expect(
      found(corpus('gemini-cli/disabled.json')).hooks.map(({ timeout, lint, title }) => [title, timeout, lint]),
    ).toEqual([
      ['', undefined, undefined],
      ['scanner', undefined, undefined],
      ['kept', 0.06, 'its timeout of 60 is in milliseconds here; 60000 would be 60 seconds'],
    ]);
    expect(found(corpus('copilot-cli/user-command.json')).hooks[0]?.timeout).toBe(30);
    expect(found(corpus('codex/dotted.toml')).hooks[0]?.timeout).toBe(1000);
  });

  test.each([
    [600, 's', undefined],
    [999, 's', undefined],
    [1000, 's', 'its timeout of 1000 is in seconds here, so 16.7 minutes; 1 would be 1 second'],
    [1234, 's', undefined],
    [30_000, 's', 'its timeout of 30000 is in seconds here, so 8.3 hours; 30 would be 30 seconds'],
    [7200, 's', undefined],
    [86_400, 's', undefined],
    [-1, 's', 'its timeout of -1 is not above 0'],
    [60_000, 'ms', undefined],
    [100, 'ms', undefined],
    [99, 'ms', 'its timeout of 99 is in milliseconds here; 99000 would be 99 seconds'],
  ] as const)('of %d %s', (declared, unit, lint) => {
    expect(timeoutLint(declared, unit)).toBe(lint);
  });
});

describe('places', () => {
  const folder = (path: string) => path.replace('/home/a/web', 'WEB').replace('/home/a', '~');
  test('by default', () => {
    const paths = [claudeCode, codex, geminiCli, cursor, copilotCli].flatMap((host) =>
      host.places(AROUND).map(({ scope, path }) => `${host.id} ${scope} ${folder(path)}`),
    );
    expect(paths).toEqual([
      'claude-code user ~/.claude/settings.json',
      'claude-code project WEB/.claude/settings.json',
      'claude-code local WEB/.claude/settings.local.json',
      'codex user ~/.codex/hooks.json',
      'codex user ~/.codex/config.toml',
      'codex project WEB/.codex/hooks.json',
      'codex project WEB/.codex/config.toml',
      'gemini-cli user ~/.gemini/settings.json',
      'gemini-cli project WEB/.gemini/settings.json',
      'cursor user ~/.cursor/hooks.json',
      'cursor project WEB/.cursor/hooks.json',
      'copilot-cli user ~/.copilot/settings.json',
      'copilot-cli project WEB/.github/copilot/settings.json',
      'copilot-cli local WEB/.github/copilot/settings.local.json',
    ]);
  });

  test('with the homes that the hosts are told by the environment', () => {
    const env = { CLAUDE_CONFIG_DIR: '/c', CODEX_HOME: '/x', GEMINI_CLI_HOME: '/g', COPILOT_HOME: '/p' };
    const users = [claudeCode, codex, geminiCli, copilotCli].flatMap((host) =>
      host.places({ ...AROUND, env }).filter(({ scope }) => scope === 'user'),
    );
    expect(users.map(({ path }) => path)).toEqual([
      '/c/settings.json',
      '/x/hooks.json',
      '/x/config.toml',
      '/g/.gemini/settings.json',
      '/p/settings.json',
    ]);
  });

  test('of Copilot CLI are all files in its folders', () => {
    const project = temporaryFolder();
    mkdirSync(join(project, '.github/hooks'), { recursive: true });
    for (const name of ['b.json', 'a.json', 'guard.sh']) writeFileSync(join(project, '.github/hooks', name), '{}');
    expect(copilotCli.places({ ...AROUND, project }).filter(({ path }) => path.includes('/hooks/'))).toEqual([
      { scope: 'project', path: join(project, '.github/hooks/a.json') },
      { scope: 'project', path: join(project, '.github/hooks/b.json') },
    ]);
  });
});

test('the same command gets the same text, however it is spelled', () => {
  const spelled = (token: string) => `{"hooks":{"Stop":[{"hooks":[{"type":"command","command":${token}}]}]}}`;
  const file = corpus('claude-code/minified.json');
  const [a, b] = ['"it\'s / x"', '"it\\u0027s \\/ \\u0078"'].map(
    (token) => installed(found(file, spelled(token))).after,
  );
  expect(a).toBe(b);
  const plan = installed(found(corpus('claude-code/same-command-many-events.json')));
  expect(new Set(plan.tokens.map(({ wrapped }) => wrapped.replace(/--event \w+/, ''))).size).toBe(1);
});
