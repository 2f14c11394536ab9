// Whatever is wrong with the journal, the hook runs as if bare and nobody hears of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { executable, gone, journal, plainEnv, runExactly, shimFor } from '../support/shim.ts';

const DAY_MS = 86_400_000;
export const hook = ['/bin/sh', '-c', 'echo out; echo err >&2; cat; umask; exit 3'];
export const expected = { stdout: 'out\ninput0022\n', stderr: 'err\n', code: 3, signal: null };

function folderWith(make: (file: string) => void): Record<string, string> {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'journal'));
  const now = Date.now();
  // Tomorrow's as well: midnight may come before the hook does.
  for (const at of [now, now + DAY_MS]) make(join(dir, 'journal', `${new Date(at).toISOString().slice(0, 10)}.ndjson`));
  return { HOOKMETER_DIR: dir };
}

// as root no mode keeps anybody out: these are impossible for everybody
const places: Readonly<Record<string, () => Record<string, string>>> = {
  'under a file': () => ({ HOOKMETER_DIR: executable('', 'file') }),
  'below a file': () => ({ HOOKMETER_DIR: join(executable('', 'file'), 'deeper') }),
  'under /proc': () => ({ HOOKMETER_DIR: '/proc/hookmeter' }),
  'under /dev/null': () => ({ XDG_STATE_HOME: '/dev/null' }),
  'with an empty HOME': () => ({ HOME: '' }),
  'in a HOME that is a file': () => ({ HOME: '/etc/hostname' }),
  'with a journal that is a file': () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'journal'), '');
    return { HOOKMETER_DIR: dir };
  },
  'with a folder for a file': () => folderWith((file) => mkdirSync(file)),
  'with a FIFO for a file': () => folderWith((file) => spawnSync('mkfifo', [file])),
  'with a device for a file': () => folderWith((file) => symlinkSync('/dev/full', file)),
  'with a link to nowhere for a file': () => folderWith((file) => symlinkSync(join(gone, 'file'), file)),
};

export function failOpen(bash: string): void {
  const shim = shimFor(bash);

  describe(`no journal, ${bash}`, () => {
    it.each(Object.keys(places))('%s', (name) => {
      const env = { PATH: plainEnv['PATH'] ?? '', SHELL: '/bin/sh', ...places[name]?.() };
      expect(runExactly([shim, '--', ...hook], { env, input: 'input' })).toEqual(expected);
      const death = runExactly([shim, '--', '/bin/sh', '-c', 'kill -TERM $$'], { env });
      expect(death).toEqual({ stdout: '', stderr: '', code: null, signal: 'SIGTERM' });
      const missing = runExactly([shim, '--', gone], { env });
      expect(missing).toEqual({ stdout: '', stderr: '', code: 127, signal: null });
    });

    it('without HOME and PATH', () => {
      expect(runExactly([shim, '--', '/bin/sh', '-c', 'echo ok'], { env: { SHELL: '/bin/sh' } })).toMatchObject({
        stdout: 'ok\n',
        stderr: '',
      });
    });

    it.skipIf(process.getuid?.() !== 0)('on a disk that is full', (context) => {
      const dir = temporaryFolder();
      const mounted = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'none', dir]).status === 0;
      if (!mounted) context.skip('no right to mount here');
      try {
        runExactly([shim, '--', '/bin/true'], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
        spawnSync('/bin/sh', [
          '-c',
          `cat /dev/zero >>${dir}/full; for day in ${dir}/journal/*; do cat /dev/zero >>"$day"; done`,
        ]);
        const env = { ...plainEnv, HOOKMETER_DIR: dir };
        expect(runExactly([shim, '--', ...hook], { env, input: 'input' })).toEqual(expected);
      } finally {
        spawnSync('/bin/umount', [dir]);
      }
    });

    it('runs on when the journal goes away meanwhile', () => {
      const dir = temporaryFolder();
      const env = { ...plainEnv, HOOKMETER_DIR: dir };
      const result = runExactly([shim, '--', '/bin/sh', '-c', `rm -rf ${dir}/journal; echo gone; exit 4`], { env });
      expect(result).toEqual({ stdout: 'gone\n', stderr: '', code: 4, signal: null });
    });
  });

  describe(`a new journal, ${bash}`, () => {
    it('is for its owner alone, whatever the umask, and leaves the umask alone', () => {
      const dir = join(temporaryFolder(), 'a', 'state');
      const through = ['/bin/sh', '-c', 'umask 0; exec "$@"', 'sh'];
      const result = runExactly([shim, '--', '/bin/sh', '-c', 'umask'], {
        through,
        env: { ...plainEnv, HOOKMETER_DIR: dir },
      });
      expect(result).toMatchObject({ stdout: '0000\n', stderr: '', code: 0 });
      const mode = (path: string): number => statSync(path).mode & 0o777;
      const days = readdirSync(join(dir, 'journal')).map((day) => mode(join(dir, 'journal', day)));
      expect([mode(dir), mode(join(dir, 'journal')), ...days]).toEqual([0o700, 0o700, 0o600]);
      expect(journal(dir).lines).toHaveLength(2);
    });

    it.each([
      ['XDG_STATE_HOME', 'hookmeter'],
      ['HOME', '.local/state/hookmeter'],
    ])('is found by %s', (name, below) => {
      const folder = temporaryFolder();
      runExactly([shim, '--', '/bin/true'], {
        env: { PATH: '/usr/bin:/bin', SHELL: '/bin/sh', HOME: gone, [name]: folder },
      });
      expect(journal(join(folder, below)).lines).toHaveLength(2);
    });
  });
}
