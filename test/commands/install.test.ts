// install and uninstall as people use them: the real program, on files as hosts have them.

import { existsSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { MAIN } from '../support/hookmeter.ts';
import { type Machine, machine } from '../support/machine.ts';
import { type Ended, run } from '../support/programs.ts';
import { onTerminal } from '../support/pty.ts';
import { longSettings, PROJECT, settings, USER } from './claude-settings.ts';

function twoFiles(): Machine {
  const here = machine();
  here.put(USER, settings());
  here.put(PROJECT, settings('"$CLAUDE_PROJECT_DIR"/format.sh'), 0o664);
  here.put('format.sh', '#!/bin/sh\necho formatted\nexit 3\n', 0o755);
  return here;
}

/** The command that a host would run now. */
const commandsIn = (text: string): string[] =>
  Array.from(text.matchAll(/"command": ("(?:\\.|[^"\\])*")/g), ([, token]) => String(JSON.parse(token ?? '')));

const ok = ({ code, stderr }: Ended): unknown => ({ code, stderr });
const FINE = { code: 0, stderr: '' };

describe('install, then uninstall', () => {
  test('measures every hook, and puts back every byte', async () => {
    const here = twoFiles();
    const before = here.tree();

    const installed = await here.hookmeter(['install', '--yes']);
    expect(ok(installed)).toEqual(FINE);
    expect(installed.stdout).toContain('2 hooks are measured now.');
    expect([...here.tree().keys()]).toEqual([...before.keys()]);
    expect(
      here.read(USER).replace(/"set -- [^\n]*?" , "timeout/, '"python3 ~/.claude/hooks/guard.py" , "timeout'),
    ).toBe(settings());

    const [command = ''] = commandsIn(here.read(PROJECT));
    const ran = await here.shell(command, { CLAUDE_PROJECT_DIR: here.project, CLAUDECODE: '1' });
    expect(ran).toMatchObject({ code: 3, stdout: 'formatted\n', stderr: '' });
    const report = JSON.parse((await here.hookmeter(['report', '--json'])).stdout);
    expect(report.hooks).toContainEqual(expect.objectContaining({ hook: 'format', executions: 1 }));

    expect(ok(await here.hookmeter(['uninstall', '--yes']))).toEqual(FINE);
    expect(here.tree()).toEqual(before);
    expect([existsSync(join(here.state, 'manifest.json')), existsSync(join(here.state, 'backups'))]).toEqual([
      false,
      false,
    ]);
  });

  test('a second install changes nothing, and says so', async () => {
    const here = twoFiles();
    await here.commandLine(['install', '--yes']);
    const before = here.tree();
    const again = await here.commandLine(['install']);
    expect([ok(again), here.tree()]).toEqual([FINE, before]);
    expect(again.stdout).toContain('2 hooks are measured already; nothing was changed.\n');
  });

  test('a second uninstall changes nothing, and says so', async () => {
    const here = twoFiles();
    const before = here.tree();
    const { code, stdout } = await here.commandLine(['uninstall']);
    expect([code, stdout, here.tree()]).toEqual([0, expect.stringContaining('nothing of hookmeter'), before]);
  });

  test('what others changed since stays, and only our part goes', async () => {
    const here = twoFiles();
    await here.commandLine(['install', '--yes']);
    const edited = here.read(USER).replace('"opus"', '"sonnet"').replace('[1,2 ]', '[1, 2, 3]');
    here.put(USER, edited);
    await here.commandLine(['uninstall', '--yes']);
    expect(here.read(USER)).toBe(settings().replace('"opus"', '"sonnet"').replace('[1,2 ]', '[1, 2, 3]'));
  });

  test('an unusual spelling of a command comes back as it was spelled', async () => {
    const here = machine();
    const odd = settings('X').replace('"X"', String.raw`"\u0065cho \"caf\u00e9\" \/tmp 'x'"`);
    here.put(USER, odd);
    await here.commandLine(['install', '--yes']);
    expect(here.read(USER)).not.toBe(odd);
    await here.commandLine(['uninstall', '--yes']);
    expect(here.read(USER)).toBe(odd);
  });

  test('without a manifest the wrappers themselves say what stood there', async () => {
    const here = twoFiles();
    const before = here.tree();
    await here.commandLine(['install', '--yes']);
    rmSync(here.state, { recursive: true });
    await here.commandLine(['uninstall', '--yes']);
    expect(here.tree()).toEqual(before);
  });

  test('uninstall finds the files of other projects', async () => {
    const here = twoFiles();
    const before = here.tree();
    await here.commandLine(['install', '--yes']);
    const elsewhere = await commandLine(here.state, ['uninstall', '--yes'], { env: here.env, cwd: here.home });
    expect([ok(elsewhere), here.tree()]).toEqual([FINE, before]);
  });

  test('the same command in two files stays the same command', async () => {
    const here = machine();
    here.put(USER, settings());
    here.put(PROJECT, settings());
    await here.commandLine(['install', '--yes']);
    const commands = [...commandsIn(here.read(USER)), ...commandsIn(here.read(PROJECT))];
    expect([commands.length, new Set(commands).size]).toEqual([2, 1]);
  });

  test('a changed timeout reaches the shim with the next install', async () => {
    const here = twoFiles();
    await here.commandLine(['install', '--yes']);
    here.put(USER, here.read(USER).replace('"timeout" : 30', '"timeout" : 45'));
    await here.commandLine(['install', '--yes']);
    expect(commandsIn(here.read(USER))[0]).toContain('--timeout 45 ');
    await here.commandLine(['uninstall', '--yes']);
    expect(here.read(USER)).toBe(settings().replace('"timeout" : 30', '"timeout" : 45'));
  });

  test('without the shim a wrapped hook does what it did', async () => {
    const here = twoFiles();
    await here.commandLine(['install', '--yes']);
    rmSync(here.state, { recursive: true });
    const [command = ''] = commandsIn(here.read(PROJECT));
    expect(await here.shell(command, { CLAUDE_PROJECT_DIR: here.project })).toMatchObject({
      code: 3,
      stdout: 'formatted\n',
      stderr: '',
    });
  });
});

describe('install chooses', () => {
  test('by host, scope and event', async () => {
    const here = twoFiles();
    const isWrapped = (): boolean[] => [USER, PROJECT].map((file) => here.read(file).includes('hookmeter-run'));
    await here.commandLine(['install', 'codex', '--yes']);
    expect(isWrapped()).toEqual([false, false]);
    await here.commandLine(['install', '--event', 'Stop', '--yes']);
    expect(isWrapped()).toEqual([false, false]);
    await here.commandLine(['install', 'claude-code', '--scope', 'project', '--yes']);
    expect(isWrapped()).toEqual([false, true]);
    await here.commandLine(['install', '--event', 'PreToolUse', '--yes']);
    expect(isWrapped()).toEqual([true, true]);
    await here.commandLine(['uninstall', '--scope', 'user', '--yes']);
    expect(isWrapped()).toEqual([false, true]);
  });

  test('a scope, and warns of the same hook in another, which would run twice', async () => {
    const here = machine();
    here.put(USER, settings());
    here.put(PROJECT, settings());
    const { stdout } = await here.commandLine(['install', '--scope', 'user', '--yes']);
    expect(stdout).toContain(
      'Careful: python3 ~/.claude/hooks/guard.py (PreToolUse) also stands in .claude/settings.json, which stays as it is.',
    );
    const whole = await here.commandLine(['install', '--yes']);
    expect(whole.stdout).not.toContain('Careful');
  });

  test('decisions for the hooks that are named, and remembers them', async () => {
    const here = twoFiles();
    await here.commandLine(['install', '--decisions', 'guard', '--yes']);
    await here.commandLine(['install', '--yes']);
    expect([USER, PROJECT].map((file) => here.read(file).includes('--decisions'))).toEqual([true, false]);
  });
});

describe('nothing is changed', () => {
  test.each<readonly [string, readonly string[], number, RegExp]>([
    ['with --dry-run', ['install', '--dry-run'], 0, /^2 files would be changed; nothing was\.$/m],
    [
      'without a terminal to ask on',
      ['install'],
      2,
      /^hookmeter: nothing was changed: there is no terminal to ask on; add --yes to agree, or --dry-run to look only$/m,
    ],
    [
      'for a host that does not exist',
      ['install', 'emacs'],
      2,
      /^hookmeter: .*'emacs' is invalid.*Allowed choices are claude-code, codex/,
    ],
    [
      'for a hook that does not exist',
      ['install', '--decisions', 'nope', '--yes'],
      2,
      /^hookmeter: --decisions nope: no hook here has that name; nothing was changed\. There are /m,
    ],
  ])('%s', async (_, words, code, message) => {
    const here = twoFiles();
    const before = here.tree();
    const ended = await here.hookmeter(words);
    expect([ended.code, here.tree(), existsSync(here.state)]).toEqual([code, before, false]);
    expect(code === 0 ? ended.stdout : ended.stderr).toMatch(message);
  });

  test.each<readonly [string, string, RegExp]>([
    [
      'malformed',
      '{"hooks": {"PreToolUse": [}}',
      /settings\.json: line 1, column 27: a value or \] was expected, but there is \}; nothing was changed/,
    ],
    ['no object', '[1, 2]', /settings\.json: line 1, column 1: /],
    ['of the wrong shape', '{\n "hooks": []}', /settings\.json: line 2, column 11: /],
    ['binary', '\u0000\u0001\u0002', /settings\.json: line 1, column 1: /],
  ])('anywhere, when one file is %s', async (_, text, message) => {
    const here = twoFiles();
    here.put(USER, text);
    const before = here.tree();
    const { code, stderr, stdout } = await here.commandLine(['install', '--yes']);
    expect([code, stdout, here.tree()]).toEqual([2, '', before]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('where there are no hooks', async () => {
    const here = machine();
    here.put(USER, '{"model": "opus"}');
    const before = here.tree();
    const { code, stdout, stderr } = await here.commandLine(['install', '--yes']);
    expect([code, stderr, here.tree()]).toEqual([0, '', before]);
    expect(stdout).toMatch(
      /^No hooks of Claude Code, .* were found for you or in this project; nothing was changed\.$/m,
    );
  });

  test('in a file that is read-only', async () => {
    const here = machine();
    here.put(USER, settings(), 0o444);
    const before = here.tree();
    const { code, stderr } = await here.commandLine(['install', '--yes']);
    expect([code, here.tree()]).toEqual([2, before]);
    expect(stderr).toMatch(/settings\.json is read-only; nothing was changed\./);
  });
});

describe('files that are special', () => {
  test('a link stays a link, and the file behind it is changed', async () => {
    const here = machine();
    here.put('~/dotfiles/claude.json', settings(), 0o640);
    here.put('~/.claude/x', '');
    symlinkSync('../dotfiles/claude.json', here.path(USER));
    const before = here.tree();
    await here.commandLine(['install', '--yes']);
    expect(here.read('~/dotfiles/claude.json')).toContain('hookmeter-run');
    expect(statSync(here.path('~/dotfiles/claude.json')).mode & 0o777).toBe(0o640);
    await here.commandLine(['uninstall', '--yes']);
    expect(here.tree()).toEqual(before);
  });

  test.each<readonly [string, string | Buffer]>([
    ['CRLF and a BOM', `\ufeff${settings().replaceAll('\n', '\r\n')}`],
    ['no last newline', settings().trimEnd()],
    ['two megabytes', longSettings(140_000)],
  ])('%s', async (_, content) => {
    const here = machine();
    here.put(USER, content);
    const before = here.tree();
    expect(ok(await here.commandLine(['install', '--yes']))).toEqual(FINE);
    expect(here.tree()).not.toEqual(before);
    await here.commandLine(['uninstall', '--yes']);
    expect(here.tree()).toEqual(before);
  });

  test('a hook that somebody wrapped by hand is left alone', async () => {
    const here = machine();
    here.put(USER, settings('hookmeter-run --hook mine -c "guard.py"'));
    const before = here.tree();
    const { stdout } = await here.commandLine(['install', '--yes']);
    expect([stdout, here.tree()]).toEqual([expect.stringContaining('measured by hand'), before]);
  });

  test('a wrapper of another directory is an older one of ours', async () => {
    const here = machine();
    here.put(USER, settings());
    await here.commandLine(['install', '--yes']);
    const current = here.read(USER);
    const older = current.replace(/\\"\$\{HOOKMETER_DIR.*?hookmeter-run\\"/, '/opt/hookmeter/bin/hookmeter-run');
    here.put(USER, older);
    expect(older).not.toBe(current);
    await here.commandLine(['install', '--yes']);
    expect(here.read(USER)).toBe(current);
    await here.commandLine(['uninstall', '--yes']);
    expect(here.read(USER)).toBe(settings());
  });
});

describe('whatever the moment at which it is killed', () => {
  // Every rename is a moment at which something becomes visible: the manifest, each backup, each file.
  test.each([1, 2, 3, 4, 5, 6, 7])(
    'at rename %i each file is whole, and uninstall finds its way back',
    async (when) => {
      const here = twoFiles();
      const before = here.tree();
      const strace = [
        '-f',
        '-qq',
        '--seccomp-bpf', // all other calls go on at full speed
        '-o',
        '/dev/null',
        '-e',
        'trace=rename',
        '-e',
        `inject=rename:signal=KILL:when=${when}`,
      ];
      await run('strace', [...strace, process.execPath, MAIN, 'install', '--yes'], {
        env: here.env,
        cwd: here.project,
      });
      for (const file of [USER, PROJECT]) {
        const text = here.read(file);
        expect(text.endsWith('"unknown": [1,2 ]}\n')).toBe(true);
      }
      await here.commandLine(['uninstall', '--yes']);
      expect(here.tree()).toEqual(before);
    },
  );
});

test('on a terminal it asks, and no means no', async () => {
  const here = twoFiles();
  const before = here.tree();
  const ask = (answer: string): Promise<Ended> =>
    onTerminal(here.state, ['install'], { env: here.env, cwd: here.project, input: `${answer}\n` });
  const no = await ask('n');
  expect([no.code, here.tree()]).toEqual([0, before]);
  expect(no.stdout).toContain('Change 2 files? [y/N]');
  const yes = await ask('y');
  expect([yes.code, here.read(USER).includes('hookmeter-run')]).toEqual([0, true]);
});

test('a name from a settings file cannot rewrite the terminal', async () => {
  const here = machine();
  writeFileSync(here.path('x'), '');
  here.put(USER, settings('/tmp/\u001b[31mred\u0007.sh'));
  const { stdout } = await here.commandLine(['install', '--dry-run']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
});
