// What the shim writes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import {
  bashVersion,
  executable,
  gone,
  hasProgram,
  journal,
  type Line,
  plainEnv,
  runExactly,
  shimFor,
} from '../support/shim.ts';

function record(
  shim: string,
  words: readonly string[],
  env: Record<string, string> = {},
  cwd = '/',
): { raw: string[]; lines: Line[] } {
  const dir = temporaryFolder();
  const result = runExactly([shim, ...words], {
    env: { ...plainEnv, HOSTNAME: 'devbox', ...env, HOOKMETER_DIR: dir },
    cwd,
  });
  expect(result.stderr).toBe('');
  const written = journal(dir);
  expect(written.lines.map((line) => line.kind)).toEqual(['start', 'end']);
  return written;
}
const endOf = (shim: string, words: readonly string[], env: Record<string, string> = {}, cwd = '/'): Line => {
  const end = record(shim, words, env, cwd).lines[1];
  if (end === undefined) throw new Error('no end record');
  return end;
};

export function records(bash: string): void {
  describe(`records of ${bash}`, () => {
    const shim = shimFor(bash);
    const modern = bashVersion(bash) >= 500;
    const options = [
      '--hook',
      'format',
      '--event',
      'PostToolUse',
      '--agent',
      'claude-code',
      '--project',
      'web',
      '--timeout',
      '60',
    ];

    it('have this form and no other', () => {
      const before = Date.now() * 1000;
      const { raw } = record(shim, [...options, '--', '/bin/sh', '-c', 'exit 3']);
      const identity =
        '"run":"[0-9a-z-]{10,39}","hook":"format","event":"PostToolUse","agent":"claude-code","project":"web"';
      const time = modern ? '"at":\\d{16},"us":\\d+' : '"at":\\d{16},"real":"\\d+\\.\\d{3}"';
      expect(raw[0]).toMatch(
        new RegExp(`^\\{"v":1,"kind":"start",${identity},"at":\\d{16},"pid":\\d+,"host":"devbox","timeout":60\\}$`),
      );
      expect(raw[1]).toMatch(
        new RegExp(
          `^\\{"v":1,"kind":"end",${identity},${time},"user":"\\d+\\.\\d{3}","sys":"\\d+\\.\\d{3}","code":3,"timeout":60\\}$`,
        ),
      );
      const [start, end] = raw.map((line) => JSON.parse(line) as Line);
      expect(end?.run).toBe(start?.run);
      const slack = modern ? 0 : 1_000_000; // date(1) knows whole seconds only
      expect(start?.at).toBeGreaterThanOrEqual(before - slack);
      expect(start?.at).toBeLessThanOrEqual(Date.now() * 1000);
      if (modern) expect((end?.at ?? 0) - (end?.us ?? 0)).toBe(start?.at);
      else expect(end?.at).toBe(start?.at);
    });

    it('put signal before timeout before decision', () => {
      const tail = (words: string[]): string => (record(shim, words).raw[1] ?? '').replace(/^.*"code"/, '"code"');
      expect(tail([...options, '--', '/bin/sh', '-c', 'kill -TERM $$'])).toBe('"code":143,"signal":15,"timeout":60}');
      expect(tail([...options, '--block-code', '1', '--', '/bin/false'])).toBe(
        '"code":1,"timeout":60,"decision":"block"}',
      );
    });

    it('measure time and CPU', () => {
      // Busy until the system has counted a tenth of a second for it, whatever the machine does in that.
      const work = 'i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done; times >"$TIMES"; read -r user _ <"$TIMES"';
      const busy = `sleep 0.2; user=0m0.0; while case $user in 0m0.0*) ;; *) false ;; esac; do ${work}; done`;
      const began = performance.now();
      const end = endOf(shim, ['--', '/bin/sh', '-c', busy], { TIMES: join(temporaryFolder(), 'times') });
      const us = end.us ?? Number(end.real) * 1e6;
      expect(us).toBeGreaterThan(200_000);
      expect(us).toBeLessThanOrEqual((performance.now() - began) * 1000);
      expect(Number(end.user)).toBeGreaterThan(0.09);
      expect(Number(end.user)).toBeLessThan(us / 1e6);
    });

    it.each([
      ['quotes', 'a "b" \\c'],
      ['blanks and UTF-8', 'füße ✓ 😀'],
      ['newlines and tabs', 'a\nb\tc\r'],
      ['per cent signs', '100% %3U %% %'],
      ['control characters', '\x01\x1b[31m\x7f'],
      ['what looks like JSON', '"},{"v":1}'],
      ['a leading dash', '--version'],
      ['shell syntax', '$(id) `id` ; rm *'],
    ])('keep a name with %s', (_what, name) => {
      const words = ['--hook', name, '--event', name, '--agent', name, '--project', name, '--', '/bin/true'];
      for (const line of record(shim, words).lines) {
        expect(line).toMatchObject({ hook: name, event: name, agent: name, project: name });
      }
    });

    it.each([
      ['ASCII', 'x'.repeat(10_000), 'x'.repeat(200)],
      ['two bytes', 'ü'.repeat(5000), 'ü'.repeat(100)],
      ['three bytes', '€'.repeat(3000), '€'.repeat(66)],
      ['four bytes', '😀'.repeat(2000), '😀'.repeat(50)],
      ['three bytes, off by one', `a${'€'.repeat(3000)}`, `a${'€'.repeat(66)}`],
      ['exactly 200', 'y'.repeat(200), 'y'.repeat(200)],
    ])('cut a name of %s at 200 bytes, between characters', (_what, name, cut) => {
      for (const locale of ['C.UTF-8', 'C']) {
        for (const line of record(shim, ['--hook', name, '--', '/bin/true'], { LC_ALL: locale }).lines)
          expect(line.hook).toBe(cut);
      }
    });

    it.each(['x', '"', '\n', '😀', '%', '\\'])('stay under 1,000 bytes with four long names of %j', (character) => {
      const name = character.repeat(5000);
      const words = [
        '--hook',
        name,
        '--event',
        name,
        '--agent',
        name,
        '--project',
        name,
        '--timeout',
        '86400.5',
        '--block-code',
        '1',
      ];
      const lines = record(shim, [...words, '--', '/bin/false'], { HOSTNAME: 'h'.repeat(300) }).lines;
      for (const line of lines) {
        expect(line.hook.length).toBeGreaterThan(20);
        expect(name.startsWith(line.hook)).toBe(true);
        expect([line.event, line.agent, line.project]).toEqual([line.hook, line.hook, line.hook]);
      }
    });

    it('leave out what has no name', () => {
      const { raw } = record(shim, ['--hook', '', '--event', '', '--project', 'p', '--', '/bin/true']);
      expect(raw[1]).toMatch(/"hook":"true","project":"p","at"/);
    });

    it.each([
      ['60', 60],
      ['1.5', 1.5],
      ['007', 7],
      ['0.25', 0.25],
      ['0', undefined],
      ['-5', undefined],
      ['1e3', undefined],
      ['60s', undefined],
      ['', undefined],
      ['.5', undefined],
      ['1.2.3', undefined],
      ['9'.repeat(40), undefined],
    ])('take --timeout %j for %j', (given, taken) => {
      expect(record(shim, ['--timeout', given, '--', '/bin/true']).lines.map((line) => line.timeout)).toEqual([
        taken,
        taken,
      ]);
    });

    it.each([
      ['1', 'block'],
      ['255', undefined],
      ['0', undefined],
      ['256', undefined],
      ['one', undefined],
      ['01', undefined],
    ])('take --block-code %j for a decision %j when the hook ends with 1', (given, decision) => {
      expect(endOf(shim, ['--block-code', given, '--', '/bin/false']).decision).toBe(decision);
    });

    it.each([
      [['--', '/usr/bin/printf', 'x'], 'printf'],
      [['--', 'printf', 'x'], 'printf'],
      [['-c', 'FOO=1 BAR="a b" /usr/bin/printf x'], 'printf'],
      [['-c', '"/usr/bin/printf" x | cat'], 'printf'],
      [['-c', '   true'], 'true'],
      [['-c', '"$HOME/my hooks/check.sh" || true'], 'check.sh'],
      [['-c', ''], 'sh'],
    ])('name the hook of %j after its command', (words, name) => {
      const dir = temporaryFolder();
      runExactly([shim, ...words], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      expect(journal(dir).lines.map((line) => line.hook)).toEqual([name, name]);
    });

    it.each([
      [{}, undefined],
      [{ CLAUDECODE: '1' }, 'claude-code'],
      [{ CLAUDE_PID: '7' }, 'claude-code'],
      [{ CLAUDECODE: '1', GIT_INDEX_FILE: '.git/index' }, 'git'],
      [{ GIT_EXEC_PATH: '/usr/lib/git-core' }, 'git'],
      [{ GEMINI_CLI: '1', CLAUDE_PROJECT_DIR: '/x/y' }, 'gemini-cli'],
      [{ CODEX_SANDBOX: 'seatbelt' }, 'codex'],
      [{ CURSOR_VERSION: '3' }, 'cursor'],
      [{ COPILOT_AGENT_SESSION_ID: 'x' }, 'copilot-cli'],
      [{ GITHUB_ACTIONS: 'true' }, 'ci'],
      [{ GITLAB_CI: 'true' }, 'ci'],
      [{ CI: 'true' }, 'ci'],
    ])('tell the agent from %j: %s', (env, agent) => {
      expect(endOf(shim, ['--', '/bin/true'], env as unknown as Record<string, string>).agent).toBe(agent);
    });

    it('tell the project from the host, else from the git root, else from the folder', () => {
      const root = join(temporaryFolder(), 'my project');
      const deep = join(root, 'a', 'b');
      mkdirSync(deep, { recursive: true });
      const project = (env: Record<string, string>, cwd: string): string | undefined =>
        endOf(shim, ['--', '/bin/true'], env, cwd).project;
      expect(project({}, deep)).toBe('b');
      writeFileSync(join(root, '.git'), 'gitdir: elsewhere\n'); // a worktree has a file there
      expect(project({}, deep)).toBe('my project');
      expect(project({ PWD: gone }, deep)).toBe('my project');
      expect(project({ CLAUDE_PROJECT_DIR: '/srv/web/' }, deep)).toBe('web');
      expect(project({}, '/')).toBeUndefined();
    });

    it('give every run a name of its own', () => {
      const dir = temporaryFolder();
      const script = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "$@" true & done; wait';
      runExactly(['/bin/sh', '-c', script, 'sh', shim, '--'], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      const { lines } = journal(dir);
      expect(lines).toHaveLength(40);
      expect(new Set(lines.map((line) => line.run)).size).toBe(20);
    });

    it('have a host', () => {
      const dir = temporaryFolder();
      runExactly([shim, '--', '/bin/true'], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
      expect(journal(dir).lines[0]?.host).toBe(hostname().slice(0, 64));
    });

    it.runIf(hasProgram('localedef') && existsSync('/usr/share/i18n/locales/de_DE'))(
      'have a point where the locale has a comma',
      () => {
        const locales = temporaryFolder();
        const made = spawnSync('localedef', ['-i', 'de_DE', '-f', 'UTF-8', join(locales, 'de_DE.UTF-8')]);
        expect(made.status).toBe(0);
        const env = { LOCPATH: locales, LC_ALL: 'de_DE.UTF-8' };
        const comma = runExactly(['/bin/bash', '-c', 'echo $EPOCHREALTIME'], { env: { ...plainEnv, ...env } });
        expect(comma.stdout).toContain(',');
        const dir = temporaryFolder();
        const result = runExactly([shim, '--', '/usr/bin/env'], { env: { ...plainEnv, ...env, HOOKMETER_DIR: dir } });
        expect(result.stdout).toContain('LC_ALL=de_DE.UTF-8');
        for (const line of journal(dir).raw) expect(line).not.toMatch(/\d,\d/);
        expect(journal(dir).lines[1]?.user).toMatch(/^\d+\.\d{3}$/);
      },
    );

    it('go into the file of the UTC day, wherever the host is', () => {
      const dir = temporaryFolder();
      runExactly([shim, '--', '/bin/true'], { env: { ...plainEnv, TZ: 'Pacific/Kiritimati', HOOKMETER_DIR: dir } });
      const [start] = journal(dir).lines;
      const day = new Date((start?.at ?? 0) / 1000).toISOString().slice(0, 10);
      expect(readdirSync(join(dir, 'journal'))).toEqual([`${day}.ndjson`]);
    });

    it('need a command, and say so', () => {
      for (const words of [[], ['--'], ['--hook', 'x'], ['--hook', 'x', '--']]) {
        const result = runExactly([shim, ...words]);
        expect(result).toMatchObject({ stdout: '', code: 2 });
        expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
      }
      expect(runExactly([shim, '--version']).stdout).toMatch(/^hookmeter-run \d+\.\d+\.\d+\n$/);
      expect(runExactly([shim, '--help']).stdout).toContain('usage: hookmeter-run');
    });

    it('are the same from a link and from another folder', () => {
      const link = executable(`#!/bin/sh\nexec ${shim} "$@"\n`);
      expect(endOf(link, ['--hook', 'a "quoted" name', '--', '/bin/true']).hook).toBe('a "quoted" name');
    });
  });
}
