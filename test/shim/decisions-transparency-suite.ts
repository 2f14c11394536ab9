// With --decisions the host gets every byte as it came, and a hook runs where no copy can be kept.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { collect, start } from '../support/programs.ts';
import {
  executable,
  gone,
  journal,
  patientShimFor,
  plainEnv,
  runExactly,
  shimFor,
  startHook,
} from '../support/shim.ts';
import { until } from '../support/until.ts';
import { compareDeciding, leftIn } from './decisions.ts';

export function decidingHosts(bash: string): void {
  const shim = patientShimFor(bash);
  /** Words in front of the shim that add the option. */
  const deciding = ['/bin/bash', '-c', 'shim=$1; shift; exec "$shim" --decisions "$@"', 'bash'];

  describe(`the host of a hook under ${bash}`, () => {
    it.each([
      ['bytes of every kind', 'cat', Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 256))],
      ['NULs in JSON', 'cat', Buffer.from('{"decision":"block"\0}')],
      ['5 MB', 'head -c 5000000 /dev/zero', undefined],
      [
        '5 MB of JSON',
        `printf '{"decision":"deny","a":"'; head -c 5000000 /dev/zero | tr '\\0' x; printf '"}'`,
        undefined,
      ],
      ['nothing', ':', undefined],
      ['no newline', 'printf x', undefined],
      ['stderr apart', 'echo out; echo err >&2; echo out', undefined],
      ['a command that is missing', `exec ${gone}`, undefined],
      ['a hook that closes its stdout', 'echo a; exec >&-; exit 3', undefined],
    ])('gets %s', (_what, script, input) => {
      compareDeciding(shim, script, input === undefined ? {} : { input });
    });

    it.each([
      ['closed', '>&-'],
      ['a file', '>"$OUT"'],
      ['/dev/null', '>/dev/null'],
      ['the same as stderr', '2>&1'],
    ])('keeps a stdout that is %s, and nothing is recorded', (_what, redirection) => {
      const [out, listed] = [join(temporaryFolder(), 'out'), join(temporaryFolder(), 'listed')];
      const through = ['/bin/sh', '-c', `exec "$@" 3>"$LISTED" ${redirection}`, 'sh'];
      const look = 'readlink /proc/$$/fd/1 >&3';
      const script = `${look}; echo '{"decision":"deny"}'; echo err >&2; echo more`;
      const seen = [
        ['/bin/sh', '-c', script],
        [shim, '--decisions', '-c', script],
      ].map((words) => {
        const dir = temporaryFolder();
        rmSync(out, { force: true });
        const result = runExactly(words, {
          env: { ...plainEnv, HOOKMETER_DIR: dir, OUT: out, LISTED: listed },
          through,
        });
        const end = journal(dir).lines[1];
        return [
          result,
          readFileSync(listed, 'utf8').replace(/\d+/, ''),
          existsSync(out) && readFileSync(out, 'utf8'),
          end?.decision,
        ];
      });
      expect(seen[1]).toEqual(seen[0]);
    });

    it('gets each line as it is printed', async () => {
      const dir = temporaryFolder();
      const child = start(shim, ['--decisions', '-c', 'echo one; read x; echo "two $x"; read x'], {
        env: { ...plainEnv, HOOKMETER_DIR: dir },
      });
      const closed = new Promise((resolve) => child.on('close', resolve));
      const seen = collect(child.stdout);
      await until('the first line has come', () => seen() === 'one\n');
      child.stdin?.write('a\n');
      await until('the second line has come', () => seen() === 'one\ntwo a\n');
      expect(leftIn(dir)).toEqual([]);
      child.stdin?.end('b\n');
      expect(await closed).toBe(0);
    });

    it('closes its end: a hook that goes on writing dies of PIPE', () => {
      const script = '"$@" /bin/sh -c "while echo y; do :; done; exit 5" | head -n 1; echo "$PIPESTATUS"';
      const seen = [[], [shim, '--decisions', '--']].map((prefix) =>
        runExactly(['/bin/bash', '-c', script, 'sh', ...prefix], {
          env: { ...plainEnv, HOOKMETER_DIR: temporaryFolder() },
        }),
      );
      expect(seen[0]).toMatchObject({ stdout: 'y\n141\n' });
      expect(seen[1]).toEqual(seen[0]);
    });

    it('ignores PIPE: then the hook keeps its stdout', () => {
      const through = ['/bin/sh', '-c', `trap '' PIPE; exec "$@"`, 'sh'];
      expect(compareDeciding(shim, `echo '{"decision":"deny"}'`, { through }).decision).toBeUndefined();
    });

    it('need not wait for a child that keeps stdout, and gets what that says later', async () => {
      const child = '(while [ ! -e "$NOTES" ]; do sleep 0.01; done; echo late) &';
      const script = `${child} echo '{"decision":"deny"}'; echo $$ >"$READY"; while [ ! -e "$READY.go" ]; do sleep 0.01; done`;
      const hook = await startHook(shimFor(bash), script, deciding);
      await until('the host has its answer', () => hook.said() === '{"decision":"deny"}\n');
      writeFileSync(join(hook.dir, 'ready.go'), '');
      expect((await hook.exited).code).toBe(0);
      expect(journal(hook.dir).lines[1]?.decision).toBe('deny');
      writeFileSync(join(hook.dir, 'notes'), '');
      expect(await hook.ended).toEqual({ stdout: '{"decision":"deny"}\nlate\n', stderr: '', code: 0, signal: null });
    });

    it('kills the group: the record does not wait for a child that keeps stdout', async () => {
      const child = `(trap '' TERM; while [ ! -e "$NOTES" ]; do sleep 0.01; done) &`;
      const script = `${child} echo '{"decision":"ask"}'; echo $$ >"$READY"; wait`;
      const hook = await startHook(shimFor(bash), script, deciding);
      await until('the host has its answer', () => hook.said() === '{"decision":"ask"}\n');
      let over = false;
      void hook.ended.then(() => {
        over = true;
      });
      process.kill(-(hook.child.pid ?? 0), 'SIGTERM');
      await until('the end is recorded', () => journal(hook.dir).lines.length === 2);
      expect(over).toBe(false);
      writeFileSync(join(hook.dir, 'notes'), '');
      expect(await hook.ended).toMatchObject({ stdout: '{"decision":"ask"}\n', signal: 'SIGTERM' });
      expect(journal(hook.dir).lines[1]).toMatchObject({ signal: 15, decision: 'ask' });
    });

    it('kills the shim: the hook can write on, and no name of a copy is left', async () => {
      const script = `echo $$ >"$READY"; read x; echo "after $x"`;
      const hook = await startHook(shim, script, deciding);
      await until('the names are gone', () => leftIn(hook.dir).length === 0);
      hook.child.kill('SIGKILL');
      hook.child.stdin?.end('all\n');
      expect(await hook.ended).toEqual({ stdout: 'after all\n', stderr: '', code: null, signal: 'SIGKILL' });
      expect(leftIn(hook.dir)).toEqual([]);
    });
  });

  describe(`without what --decisions needs, ${bash}`, () => {
    const deny = `echo '{"decision":"deny"}'; exit 3`;

    /** The shim where only some of its tools are found, or where they are other ones. */
    const withTools = (tools: Readonly<Record<string, string>>): string => {
      const folder = temporaryFolder();
      for (const [name, target] of Object.entries(tools)) symlinkSync(target, join(folder, name));
      const changed = readFileSync(shim, 'utf8').replace(/local PATH=\S+/, `local PATH=${folder}`);
      expect(changed).not.toBe(readFileSync(shim, 'utf8'));
      return executable(changed, 'hookmeter-run');
    };
    const tools = { tee: '/usr/bin/tee', mkfifo: '/usr/bin/mkfifo', rm: '/bin/rm' };
    const without = (name: keyof typeof tools) =>
      Object.fromEntries(Object.entries(tools).filter(([tool]) => tool !== name));

    it.each([
      ['no tee', without('tee')],
      ['no mkfifo', without('mkfifo')],
      ['no rm', without('rm')],
      ['a mkfifo that fails', { ...tools, mkfifo: '/bin/false' }],
    ])('%s: the hook keeps its stdout', (_what, there) => {
      const dir = temporaryFolder();
      const result = runExactly([withTools(there), '--decisions', '-c', deny], {
        env: { ...plainEnv, HOOKMETER_DIR: dir },
      });
      expect(result).toEqual({ stdout: '{"decision":"deny"}\n', stderr: '', code: 3, signal: null });
      expect([journal(dir).lines[1]?.decision, leftIn(dir)]).toEqual([undefined, []]);
    });

    it('a rm that fails: no copy is kept', () => {
      const dir = temporaryFolder();
      const broken = withTools({ ...tools, rm: '/bin/false' });
      const result = runExactly([broken, '--decisions', '-c', deny], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      expect(result).toEqual({ stdout: '{"decision":"deny"}\n', stderr: '', code: 3, signal: null });
      const copy = leftIn(dir).filter((name) => !name.endsWith('.end'));
      expect(copy.map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual(['']);
    });

    it('no room for a copy', (context) => {
      const dir = temporaryFolder();
      const mounted = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'none', dir]).status === 0;
      if (!mounted) context.skip('no right to mount here');
      try {
        const env = { ...plainEnv, HOOKMETER_DIR: dir };
        runExactly([shim, '--', '/bin/true'], { env });
        spawnSync('/bin/sh', [
          '-c',
          `cat /dev/zero >"${dir}/full"; truncate -s -4096 "${dir}/full"; : >"${dir}/journal/x"; cat /dev/zero >>"${dir}/full"`,
        ]);
        const script = `printf '{"decision":"deny","a":"'; head -c 300000 /dev/zero | tr '\\0' x; printf '"}'`;
        expect(runExactly([shim, '--decisions', '-c', script], { env })).toEqual(
          runExactly(['/bin/sh', '-c', script], { env }),
        );
      } finally {
        spawnSync('/bin/umount', [dir]);
      }
    });

    it('no descriptors', () => {
      const through = ['/bin/bash', '-c', 'ulimit -n 20; exec "$@"', 'sh'];
      expect(compareDeciding(shim, deny, { through }).decision).toBeUndefined();
    });

    it('no PATH', () => {
      const dir = temporaryFolder();
      const env = { SHELL: '/bin/sh', HOOKMETER_DIR: dir };
      expect(runExactly([shim, '--decisions', '--', '/bin/sh', '-c', deny], { env })).toEqual({
        stdout: '{"decision":"deny"}\n',
        stderr: '',
        code: 3,
        signal: null,
      });
      expect(journal(dir).lines[1]?.decision).toBe('deny');
    });

    it('no journal', () => {
      const env = { ...plainEnv, HOOKMETER_DIR: '/dev/null/none' };
      expect(runExactly([shim, '--decisions', '-c', deny], { env })).toMatchObject({
        stdout: '{"decision":"deny"}\n',
        code: 3,
      });
    });

    it('a journal that goes away meanwhile', () => {
      const dir = temporaryFolder();
      const script = `rm -rf ${dir}/journal; ${deny}`;
      expect(runExactly([shim, '--decisions', '-c', script], { env: { ...plainEnv, HOOKMETER_DIR: dir } })).toEqual({
        stdout: '{"decision":"deny"}\n',
        stderr: '',
        code: 3,
        signal: null,
      });
    });

    it('the limit on file sizes that the host sets', () => {
      const through = ['/bin/sh', '-c', 'ulimit -f 8; exec "$@"', 'sh'];
      compareDeciding(shim, 'head -c 300000 /dev/zero', { through });
    });
  });
}
