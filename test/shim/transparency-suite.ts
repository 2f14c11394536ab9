// What a hook and its host may notice of the shim: nothing. The same command runs bare and shimmed.
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { start } from '../support/programs.ts';
import {
  bashVersion,
  compare,
  executable,
  gone,
  hasProgram,
  journal,
  type Options,
  onlyRun,
  plainEnv,
  runExactly,
  shimFor,
  startHook,
  startsWithoutShell,
} from '../support/shim.ts';
import { until } from '../support/until.ts';

const printEnv = ['/usr/bin/env', '-0'];
const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nothing else': {},
  'a PWD that is true': { ...plainEnv, PWD: '/', OLDPWD: '/usr' },
  'a PWD that is stale': { ...plainEnv, PWD: join(gone, 'folder') },
  'a PWD of another folder': { ...plainEnv, PWD: '/usr' },
  'an OLDPWD that is gone': { ...plainEnv, OLDPWD: gone },
  'SHLVL 0': { ...plainEnv, PWD: '/', SHLVL: '0' },
  'SHLVL 1': { ...plainEnv, PWD: '/', SHLVL: '1' },
  'SHLVL 5': { ...plainEnv, PWD: '/', SHLVL: '5', _: '/usr/bin/node' },
  'SHLVL 120': { ...plainEnv, PWD: '/', SHLVL: '120' },
  'SHLVL that is no number': { ...plainEnv, PWD: '/', SHLVL: 'high' },
  'SHLVL with a zero in front': { ...plainEnv, PWD: '/', SHLVL: '05' },
  'SHLVL that is empty': { ...plainEnv, PWD: '/', SHLVL: '' },
  'an underscore': { ...plainEnv, PWD: '/', SHLVL: '1', _: 'two words' },
  'a decoy of PWD': { ...plainEnv, PWD: '/usr', DECOY: 'PWD=/', SHLVL: '3' },
  'exported options': { ...plainEnv, SHELLOPTS: 'braceexpand:xtrace:errexit', BASHOPTS: 'extglob' },
  'an exported function': { ...plainEnv, 'BASH_FUNC_greet%%': '() {  echo hi\n}' },
  'names that are no identifiers': { ...plainEnv, 'a.b': '1', 'x-y': '2', 'npm_config_//host/:key': '3' },
  POSIXLY_CORRECT: { ...plainEnv, POSIXLY_CORRECT: 'yes' },
  'an exported prompt': { ...plainEnv, PS1: '$ ', PS2: '> ', PS4: '++' },
  'names that bash owns': {
    ...plainEnv,
    IFS: ':',
    LINENO: '7',
    RANDOM: '4',
    SECONDS: '5',
    OPTIND: '3',
    BASH: 'x',
    HISTCMD: '1',
  },
  'names that the shim uses': { ...plainEnv, TIMEFORMAT: '%R', TZ: 'Asia/Kolkata', LC_NUMERIC: 'C', REPLY: 'r' },
  'values with newlines': { ...plainEnv, TEXT: 'a\nPWD=/b\n', QUOTES: `'"\`$(id)` },
};

const listDescriptors =
  String.raw`for f in /proc/$$/fd/*; do l=$(readlink "$f"); echo "\${f##*/} \${l%%:*}"; done >"$OUT"`.replaceAll(
    '\\$',
    '$',
  );
const launchers: Readonly<Record<string, string>> = {
  'stdin closed': '<&-',
  'stdout closed': '>&-',
  'stderr closed': '2>&-',
  'stdin and stdout closed': '<&- >&-',
  'stdout and stderr closed': '>&- 2>&-',
  'all three closed': '<&- >&- 2>&-',
  'stdin from nothing': '</dev/null',
  'three more open': '3</dev/null 7</dev/zero 9>/dev/null',
  'stdin from a file': '</etc/hostname',
};

const lines: Readonly<Record<string, readonly string[]>> = {
  'a pipe': ['echo one two | tr a-z A-Z | wc -w'],
  quotes: [`printf '%s|' "a b" 'c"d' e\\ f`],
  'a here-document': ['cat <<X\nhello $((1 + 2))\nX\n'],
  'arguments of its own': ['echo "$0 $1 $#"', 'zero', 'one two'],
  'an assignment first': ['A=1 B="2 3" /usr/bin/env | grep -c ^A=1'],
  'a failure in the middle': ['false; echo next; exit 5'],
  'a syntax error': ['if then'],
  'a command that is missing': ['no-such-command-here'],
  'a background job': ['sleep 0.01 & wait; echo done'],
  'a kill of itself': ['kill -TERM $$'],
};

/** The differential tests for one bash; `full` adds what is slow or does not depend on the bash. */
export function transparency(bash: string, full: boolean, shim = shimFor(bash)): void {
  // bash 3.2 opens /dev/null in the place of a closed descriptor and takes 255 for itself
  const ancient = bashVersion(bash) < 404;
  const worlds = Object.keys(environments).filter(
    (name) => startsWithoutShell(bash) || 'SHELL' in (environments[name] ?? {}),
  );

  describe(`exit status under ${bash}`, () => {
    it('passes every exit code on and records it', () => {
      const dir = temporaryFolder();
      const codes = [...Array(256).keys()].filter(
        (code) => full || code < 3 || (code > 125 && code < 160) || code > 253,
      );
      const script = `for c in ${codes.join(' ')}; do "$@" /bin/sh -c "exit $c"; echo $?; done`;
      const words = ['/bin/sh', '-c', script, 'sh', shim, '--hook', 'codes', '--'];
      const result = runExactly(words, { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      expect(result.stderr).toBe('');
      expect(result.stdout.trim().split('\n').map(Number)).toEqual(codes);
      const ends = journal(dir).lines.filter((line) => line.kind === 'end');
      expect(ends.map((line) => line.code)).toEqual(codes);
      expect(ends.filter((line) => line.signal !== undefined)).toEqual([]);
    });

    const signals = full
      ? [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 25, 26, 27, 31]
      : [2, 3, 9, 11, 13, 15];
    it.each(signals)('dies of signal %i as the hook did', (signal) => {
      const { bare, end } = compare(shim, ['/bin/sh', '-c', `ulimit -c 0; kill -${signal} $$; exit 9`]);
      expect(bare.signal).not.toBeNull();
      expect(end).toMatchObject({ code: 128 + signal, signal });
    });
  });

  describe(`environment under ${bash}`, () => {
    it.each(worlds)('is the same with %s', (name) => {
      const env = environments[name] ?? {};
      const dir = temporaryFolder();
      const sorted = (outcome: { stdout: string }): string[] => outcome.stdout.split('\0').sort();
      const all = { ...env, HOOKMETER_DIR: dir };
      const bare = runExactly(printEnv, { env: all });
      const shimmed = runExactly([shim, '--', ...printEnv], { env: all });
      expect(sorted(shimmed)).toEqual(sorted(bare));
      expect(shimmed.stderr).toBe('');
      onlyRun(dir, bare);
    });

    it('runs no BASH_ENV of its own', () => {
      const noisy = executable('echo BASH_ENV was here; echo and here >&2\n');
      compare(shim, ['/bin/true'], { env: { ...plainEnv, BASH_ENV: noisy, ENV: noisy } });
    });

    it('keeps the environment without a journal too', () => {
      for (const name of worlds) {
        const all = { ...environments[name], HOOKMETER_DIR: '/dev/null/none' };
        const sorted = (words: string[]): string[] => runExactly(words, { env: all }).stdout.split('\0').sort();
        expect(sorted([shim, '--', ...printEnv])).toEqual(sorted(printEnv));
      }
    });
  });

  describe(`descriptors under ${bash}`, () => {
    it.each(Object.keys(launchers).filter((name) => !(ancient && /closed/.test(name))))(
      'are the same with %s',
      (name) => {
        const through = ['/bin/sh', '-c', `exec "$@" ${launchers[name]}`, 'sh'];
        const seen: string[] = [];
        for (const prefix of [[], [shim, '--']]) {
          const dir = temporaryFolder();
          const out = join(dir, 'out');
          const env = { ...plainEnv, HOOKMETER_DIR: dir, OUT: out };
          const result = runExactly([...prefix, '/bin/sh', '-c', listDescriptors], { env, through });
          // with --decisions a socket becomes a pipe, which is all that a hook can see of it
          const listed = readFileSync(out, 'utf8')
            .replaceAll(dir, '')
            .replace(/^(10?) socket$/gm, '$1 pipe');
          seen.push(`${result.code} ${result.stdout}${result.stderr}\n${listed}`);
          if (prefix.length > 0) onlyRun(dir, result);
        }
        expect(seen[1]).toBe(seen[0]);
      },
    );

    it.skipIf(ancient)('are the same at 10, 200 and 255', () => {
      // dash cannot name them, bash can
      const through = ['/bin/bash', '-c', 'exec 10</dev/null 200</dev/zero 255</etc/hostname; exec "$@"', 'sh'];
      const words = ['/bin/bash', '-c', 'cat <&255; head -c 3 <&200; cat <&10; ls /proc/self/fd'];
      compare(shim, words, { through });
    });

    it('pass binary data both ways', () => {
      const input = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 256));
      expect(compare(shim, ['/bin/cat'], { input }).bare.stdout.length).toBe(70_000);
    });

    it('leave unread input to the next command', () => {
      const dir = temporaryFolder();
      const script = `printf 'one\\ntwo\\nthree\\n' >"$D/in"; { "$@" /bin/sh -c 'read x; echo "got $x"'; cat; } <"$D/in"`;
      const result = runExactly(['/bin/sh', '-c', script, 'sh', shim, '--'], {
        env: { ...plainEnv, D: dir, HOOKMETER_DIR: dir },
      });
      const bare = runExactly(['/bin/sh', '-c', script, 'sh'], { env: { ...plainEnv, D: dir } });
      expect(result).toEqual(bare);
    });
  });

  describe(`signal dispositions under ${bash}`, () => {
    const masks = ['/bin/grep', '-E', '^Sig(Blk|Ign|Cgt):', '/proc/self/status'];
    it.each(['', 'INT', 'TERM HUP', 'QUIT INT', 'USR1 USR2', 'PIPE', 'CHLD', 'XFSZ'])(
      'are the same when the host ignores "%s"',
      (names) => {
        const ignore = names === '' ? '' : `trap '' ${names};`;
        compare(shim, masks, { through: ['/bin/sh', '-c', `${ignore} exec "$@"`, 'sh'] });
      },
    );
  });

  describe(`commands under ${bash}`, () => {
    it.each(Object.keys(lines))('runs a line with %s', (name) => {
      compare(shim, lines[name] ?? [], { line: true });
    });

    const cases: Readonly<Record<string, readonly [readonly string[], Options?]>> = {
      'arguments of every kind': [
        ['/usr/bin/printf', '<%s>', 'a b', '', '*', '"', "'", '\\', '\n', '%s', '--', '-c', 'ü€😀', 'x'.repeat(10_000)],
      ],
      'a name without a folder': [['printf', '%s', 'found by PATH']],
      'a name that is also a builtin': [['echo', '-e', 'a\\tb']],
      'a name that is also a keyword': [['time']],
      'a PATH with an empty entry': [['printf', 'x'], { env: { ...plainEnv, PATH: ':/usr/bin:/bin' } }],
      'another folder': [['/bin/pwd'], { cwd: '/usr/share' }],
      'a script': [[executable('#!/bin/sh\necho "$0" | wc -c; echo "$@"\n'), 'a b', 'c']],
      'a script with a blank and an option': [[executable('#! \t/bin/sh -e\nfalse\necho unreached\n')]],
      'a script with env': [[executable('#!/usr/bin/env bash\necho "$BASH_SUBSHELL $-"\n')]],
      'a script in a folder with blanks': [[executable('#!/bin/sh\necho ok\n', 'my hook.sh')]],
      'standard error': [['/bin/sh', '-c', 'echo out; echo err >&2; exit 3']],
      'output without a newline': [['/usr/bin/printf', 'no newline']],
      'input of one line': [['/usr/bin/wc', '-lc'], { input: '{"session_id":"x"}\n' }],
      'a child that outlives it': [['/bin/sh', '-c', '(sleep 0.05) >/dev/null 2>&1 </dev/null & echo $(( 1 + 1 ))']],
      'umask and limits': [['/bin/sh', '-c', 'umask; ulimit -a']],
      'another umask': [['/bin/sh', '-c', 'umask'], { through: ['/bin/sh', '-c', 'umask 027; exec "$@"', 'sh'] }],
      'a limit on file sizes': [
        ['/bin/sh', '-c', 'ulimit -f; echo ok'],
        { through: ['/bin/sh', '-c', 'ulimit -f 1; exec "$@"', 'sh'] },
      ],
      'process group and session': [
        ['/bin/sh', '-c', 'test "$(ps -o pgid= -p $$)" = "$(ps -o pgid= -p $PPID)" && echo same group'],
      ],
      'its niceness': [['/usr/bin/nice'], { through: ['/usr/bin/nice', '-n', '5'] }],
      'a locale': [['/bin/sh', '-c', 'echo "$LC_ALL $LANG"'], { env: { ...plainEnv, LC_ALL: 'C' } }],
      'an option of its own that looks like ours': [['/usr/bin/printf', '%s ', '--hook', 'x', '--', '-c', '--help']],
    };
    it.each(Object.keys(cases))('runs a command with %s', (name) => {
      const [command, options] = cases[name] ?? [[]];
      compare(shim, command, options);
    });

    it.each([
      ['is missing', [join(gone, 'hook')], 127],
      ['is not in PATH', ['no-such-command-here'], 127],
      ['has an empty name', [''], 127],
      ['is a folder', ['/usr'], 126],
      ['is not executable', [executable('#!/bin/sh\n', 'hook', 0o644)], 126],
      ['has an interpreter that is missing', [executable(`#!${join(gone, 'python')} -u\nprint()\n`)], 127],
      ['has an interpreter that is a folder', [executable('#!/usr\n')], 126],
      ['is a broken link', [join(brokenLink(), 'hook')], 127],
    ])('says nothing about a command that %s', (_name, command, code) => {
      const dir = temporaryFolder();
      const result = runExactly([shim, '--hook', 'gate', '--', ...command], {
        env: { ...plainEnv, HOOKMETER_DIR: dir },
      });
      expect(result).toEqual({ stdout: '', stderr: '', code, signal: null });
      expect(onlyRun(dir, result).code).toBe(code);
    });

    it('gives a script without #! to /bin/sh, as execvp does', () => {
      const bare = executable('#!/bin/sh\necho "$1" $BASH_VERSION\nexit 4\n');
      const naked = executable('echo "$1" $BASH_VERSION\nexit 4\n');
      expect(runExactly([shim, '--', naked, 'x'], { env: { ...plainEnv, HOOKMETER_DIR: temporaryFolder() } })).toEqual(
        runExactly([bare, 'x']),
      );
    });

    it('skips options that it does not know', () => {
      for (const words of [
        ['--color', '--', 'echo', 'a'],
        ['--hook', '--', 'echo', 'a'],
        ['--new=1', '-x', '-c', 'echo a'],
      ]) {
        const dir = temporaryFolder();
        const result = runExactly([shim, ...words], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
        expect(result).toEqual({ stdout: 'a\n', stderr: '', code: 0, signal: null });
        onlyRun(dir, result);
      }
    });
  });

  describe(`signals under ${bash}`, () => {
    const loop = 'echo $$ >"$READY"; while :; do sleep 0.01; done';
    const handler = (name: string): string => `trap 'echo ${name} >>"$NOTES"; exit 7' ${name}; ${loop}`;
    const names = ['TERM', 'HUP', 'USR1', 'USR2', 'INT', 'QUIT'] as const;

    it.each(names)('%s to the shim reaches a hook that handles it, once', async (name) => {
      const hook = await startHook(shim, handler(name));
      hook.child.kill(`SIG${name}`);
      expect(await hook.ended).toEqual({ stdout: '', stderr: '', code: 7, signal: null });
      expect(hook.notes()).toBe(`${name}\n`);
      onlyRun(hook.dir, await hook.ended);
    });

    it.each(names)('%s to the shim ends a hook that does not handle it, and the shim in the same way', async (name) => {
      const hook = await startHook(shim, loop);
      hook.child.kill(`SIG${name}`);
      expect(await hook.ended).toEqual({ stdout: '', stderr: '', code: null, signal: `SIG${name}` });
      onlyRun(hook.dir, await hook.ended);
    });

    it.each([...names, 'KILL'] as const)('%s to the hook itself', async (name) => {
      const hook = await startHook(shim, loop);
      process.kill(hook.hookPid, `SIG${name}`);
      expect(await hook.ended).toEqual({ stdout: '', stderr: '', code: null, signal: `SIG${name}` });
      onlyRun(hook.dir, await hook.ended);
    });

    // The hook gets it twice, from its host and from the shim: only the end is compared. When the hook ends in the very
    // moment in which the shim gets the signal, bash drops its status; the shim then takes the signal for the cause.
    it.each(['TERM', 'HUP'] as const)('%s to the whole group', async (name) => {
      const hook = await startHook(shim, `trap 'exit 7' ${name}; ${loop}`);
      process.kill(-(hook.child.pid ?? 0), `SIG${name}`);
      const outcome = await hook.ended;
      expect([7, `SIG${name}`]).toContain(outcome.code ?? outcome.signal);
      onlyRun(hook.dir, outcome);
    });

    it.each(names)('%s to a whole group that does not handle it', async (name) => {
      const hook = await startHook(shim, loop);
      process.kill(-(hook.child.pid ?? 0), `SIG${name}`);
      expect(await hook.ended).toEqual({ stdout: '', stderr: '', code: null, signal: `SIG${name}` });
      onlyRun(hook.dir, await hook.ended);
    });

    it('goes on waiting after a signal that the hook survives', async () => {
      const hook = await startHook(shim, `trap 'echo usr1 >>"$NOTES"' USR1; trap 'exit 143' TERM; ${loop}`);
      hook.child.kill('SIGUSR1');
      await until('the first signal has come', () => hook.notes() === 'usr1\n');
      hook.child.kill('SIGUSR1');
      await until('the second signal has come', () => hook.notes() === 'usr1\nusr1\n');
      hook.child.kill('SIGTERM');
      expect(await hook.ended).toMatchObject({ code: 143, signal: null });
      onlyRun(hook.dir, await hook.ended);
    });

    it('leaves a start without an end when the shim is killed', async () => {
      const hook = await startHook(shim, loop);
      hook.child.kill('SIGKILL');
      process.kill(hook.hookPid, 'SIGKILL');
      expect((await hook.ended).signal).toBe('SIGKILL');
      expect(journal(hook.dir).lines.map((line) => line.kind)).toEqual(['start']);
    });

    it('loses no signal that comes while the hook is being started', async () => {
      for (let round = 0; round < (full ? 40 : 8); round++) {
        const dir = temporaryFolder();
        // A hook that has lost its signal goes on until its folder is removed.
        const script = `"$@" /bin/sh -c 'while [ -e "$HOOKMETER_DIR" ]; do sleep 0.05; done; exit 9' & i=0; while [ $i -lt ${round * 40} ]; do i=$((i + 1)); done; kill -TERM $!; wait $!; echo $?`;
        const result = runExactly(['/bin/sh', '-c', script, 'sh', shim, '--hook', 'early', '--'], {
          env: { ...plainEnv, HOOKMETER_DIR: dir },
        });
        expect(result.stdout.trim()).toBe('143');
        const ends = journal(dir).lines.filter((line) => line.kind === 'end');
        expect(ends.every((line) => line.signal === 15)).toBe(true);
      }
    });
  });

  describe.runIf(hasProgram('script'))(`terminal under ${bash}`, () => {
    const onTerminal = (prefix: readonly string[], command: string, dir: string): readonly string[] => {
      const quoted = [...prefix, '/bin/sh', '-c', command]
        .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
        .join(' ');
      return ['/usr/bin/script', '-qec', `exec ${quoted}`, join(dir, 'typescript')];
    };

    it('is the same for the hook', () => {
      const command =
        'test -t 0 && test -t 1 && test -t 2 && echo three; : </dev/tty && echo controlling; stty -a | head -1';
      const seen = [[], [shim, '--']].map((prefix) => {
        const dir = temporaryFolder();
        const result = runExactly(onTerminal(prefix, command, dir), {
          env: { ...plainEnv, HOOKMETER_DIR: dir, SHELL: '/bin/sh' },
        });
        if (prefix.length > 0) onlyRun(dir, result);
        return result;
      });
      expect(seen[0]?.stdout).toContain('controlling');
      expect(seen[1]).toEqual(seen[0]);
    });

    it.each([
      ['a hook that handles it', `trap 'echo INT >>"$NOTES"; exit 7' INT;`, 'INT\n', 7],
      ['a hook that does not', '', '', 130],
    ])('gives Ctrl-C once to %s', async (_name, trap, notes, code) => {
      for (const prefix of [[], [shim, '--']]) {
        const dir = temporaryFolder();
        const files = { READY: join(dir, 'ready'), NOTES: join(dir, 'notes') };
        const command = `${trap} echo $$ >"$READY"; while :; do sleep 0.01; done`;
        const [word = '', ...rest] = onTerminal(prefix, command, dir);
        const child = start(word, rest, {
          env: { ...plainEnv, ...files, HOOKMETER_DIR: dir, SHELL: '/bin/sh' },
          detached: true,
        });
        const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
        const typed = child.stdin;
        if (typed === null) throw new Error('it has a stdin');
        await until(
          'the hook is ready',
          () => existsSync(files.READY) && readFileSync(files.READY, 'utf8').endsWith('\n'),
        );
        typed.write('\x03');
        expect(await ended).toBe(code);
        expect(existsSync(files.NOTES) ? readFileSync(files.NOTES, 'utf8') : '').toBe(notes);
        if (prefix.length > 0) expect(journal(dir).lines.map((line) => line.code)).toEqual([undefined, code]);
      }
    });
  });

  if (!full) return;

  describe('a flood', () => {
    it('of 100 MB passes from stdin to stdout', () => {
      const script = `yes hookmeter | head -c 104857600 | "$@" cat | sha256sum`;
      const dir = temporaryFolder();
      const env = { ...plainEnv, HOOKMETER_DIR: dir };
      const bare = runExactly(['/bin/sh', '-c', script, 'sh', 'env'], { env });
      const shimmed = runExactly(['/bin/sh', '-c', script, 'sh', shim, '--'], { env });
      expect(shimmed).toEqual(bare);
      onlyRun(dir, { code: 0, signal: null });
    });
  });

  describe.runIf(hasProgram('strace'))('system calls', () => {
    it('are two execve, one clone, and one write a line', () => {
      const dir = temporaryFolder();
      const trace = join(dir, 'trace');
      // A file for each process: in one for all, a call that another process interrupts takes two lines.
      const strace = [
        '/usr/bin/strace',
        '-ff',
        '-o',
        trace,
        '-s',
        '2000',
        '-e',
        'trace=execve,clone,clone3,fork,vfork,write',
      ];
      const env = { ...plainEnv, HOOKMETER_DIR: dir, PWD: '/', SHLVL: '1' };
      runExactly([shim, '--', '/bin/true'], { env }); // makes the day's file
      runExactly([...strace, shim, '--hook', 'traced', '--', '/bin/true'], { env });
      const traces = readdirSync(dir).filter((name) => name.startsWith('trace.'));
      const calls = traces.flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'));
      expect(calls.filter((call) => /^execve\(.*= 0$/.test(call))).toHaveLength(2);
      expect(calls.filter((call) => /^(clone3?|v?fork)\(/.test(call))).toHaveLength(1);
      const writes = calls.filter((call) => /^write\(\d+, "\{/.test(call));
      expect(writes).toHaveLength(2);
      for (const call of writes) expect(call).toMatch(/^write\(\d+, "\{.*\}\\n", (\d+)\) += \1$/);
    });
  });

  it('is tested with the bash that it says', () => {
    expect(bashVersion(bash)).toBeGreaterThanOrEqual(302);
  });
}

function brokenLink(): string {
  const folder = temporaryFolder();
  symlinkSync(join(gone, 'target'), join(folder, 'hook'));
  return folder;
}
