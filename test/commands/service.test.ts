// `hookmeter service`: what is written, what is run, and, where this machine allows it, a real systemd that runs it.
// launchd exists on macOS only: its file is parsed, and its commands are recorded by a stand-in.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noPauses } from '../support/clocks.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/folders.ts';
import { MAIN, PACKAGE, runHook, SHIM, startSidecar } from '../support/hookmeter.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { needs } from '../support/needs.ts';
import { type Ended, type Env, run } from '../support/programs.ts';

const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

interface World {
  readonly home: string;
  readonly dir: string;
  readonly unit: string;
  readonly plist: string;
  /** What the stand-ins for systemctl and launchctl were called with. */
  calls(): string[];
  service(words: readonly string[], env?: Env): Promise<Ended>;
}

/**
 * A home of its own, where systemctl and launchctl only write down what they were asked, and end as `script` says. `main` is the program that
 * answers, where that is not the process of the test.
 */
function world(script = 'exit 0', main?: string): World {
  const home = temporaryFolder();
  const [bin, log] = [join(home, 'bin'), join(home, 'calls')];
  mkdirSync(bin);
  for (const name of ['systemctl', 'launchctl']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} "$@" >> '${log}'\n${script}\n`, { mode: 0o755 });
  }
  const dir = join(home, 'state');
  return {
    home,
    dir,
    unit: join(home, '.config/systemd/user/hookmeter.service'),
    plist: join(home, 'Library/LaunchAgents/hookmeter.plist'),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    service(words, env = {}) {
      const all = { HOME: home, HOOKMETER_DIR: dir, PATH: `${bin}:${process.env['PATH']}`, ...env };
      if (main === undefined) return commandLine(dir, ['service', ...words], { env: all });
      return run(process.execPath, [main, 'service', ...words], { env: all });
    },
  };
}

const SYSTEMD = ['--manager', 'systemd'];
const LAUNCHD = ['--manager', 'launchd'];
/** Fails where it is asked whether the service runs, as long as it does not. */
const NOT_ACTIVE = 'case "$*" in *is-active*|*print*) exit 3;; esac; exit 0';

/** A copy of the package in a folder of that name. */
function copiedTo(folder: string): string {
  mkdirSync(folder, { recursive: true });
  cpSync(join(PACKAGE, 'dist'), join(folder, 'dist'), {
    recursive: true,
    dereference: true,
    filter: (path) => !path.endsWith('.d.ts'),
  });
  for (const name of ['package.json', 'node_modules', 'src']) symlinkSync(join(PACKAGE, name), join(folder, name));
  return join(folder, 'dist', 'main.js');
}

/** Its own mounts and processes: nothing outside is seen, and nothing is left when it ends. */
const ALONE = ['--mount', '--pid', '--fork', '--mount-proc', '--propagation', 'private'];

const ODD = 'a b%h$HOME $' + '{HOME} $(id) "q" \'s\' é & <x>';
const ODD_MAIN = copiedTo(join(temporaryFolder(), ODD));
/** Node itself cannot load a program below a folder with a backslash. */
const ODDER = `${ODD} \\n [a]*?`;

test.each([SYSTEMD, LAUNCHD])('%s %s: --dry-run shows everything and does nothing', async (...manager) => {
  const { service, home, calls } = world(NOT_ACTIVE);
  const { code, stdout, stderr } = await service(['install', '--dry-run', ...manager]);
  expect([code, stderr, stdout.endsWith('Nothing was written.\n')]).toEqual([0, '', true]);
  expect(stdout).toContain(join(home, 'state'));
  expect(readdirSync(home)).toEqual(['bin']);
  expect(calls().filter((call) => !/is-active|print/.test(call))).toEqual([]);
});

test('without a terminal and without --yes it shows what it would do, and does nothing', async () => {
  const { service, home, unit } = world(NOT_ACTIVE, MAIN);
  const { code, stdout, stderr } = await service(['install', ...SYSTEMD]);
  expect([code, stderr, existsSync(join(home, '.config'))]).toEqual([
    2,
    'hookmeter: nothing was changed: there is no terminal to ask on; add --yes to agree, or --dry-run to look only\n',
    false,
  ]);
  expect(stdout).toContain(unit);
  expect(stdout).toContain('$ systemctl --user enable hookmeter.service');
});

test('systemd: the unit is private, hardened, and valid for any path', async (context) => {
  needs(context, 'systemd-analyze', isThere('systemd-analyze'));
  const { service, unit, home, calls } = world(NOT_ACTIVE, ODD_MAIN);
  const dir = join(home, ODDER);
  const installed = await service(['install', '--yes', ...SYSTEMD, '--dir', dir], {
    HOOKMETER_DIR: undefined,
    ...noPauses(),
  });
  expect([installed.code, installed.stderr]).toEqual([1, expect.stringContaining('does not answer')]); // nothing was really started
  expect(calls().filter((call) => !call.includes('is-active'))).toEqual([
    'systemctl --user daemon-reload',
    'systemctl --user enable hookmeter.service',
    'systemctl --user restart hookmeter.service',
  ]);
  expect(statSync(unit).mode & 0o777).toBe(0o600);
  const text = readFileSync(unit, 'utf8');
  for (const line of ['NoNewPrivileges=yes', 'UMask=0077', 'Restart=on-failure', 'RestartPreventExitStatus=2']) {
    expect(text.split('\n')).toContain(line);
  }
  const runtime = { ...process.env, XDG_RUNTIME_DIR: temporaryFolder(), HOME: home };
  const verified = spawnSync('systemd-analyze', ['--user', 'verify', unit], { encoding: 'utf8', env: runtime });
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  writeFileSync(unit, text.replace('ExecStart=', `ExecStart=${join(home, 'gone')}`));
  expect(spawnSync('systemd-analyze', ['--user', 'verify', unit], { env: runtime }).status).not.toBe(0); // it does look
});

test('a real systemd runs it from the oddest path, starts it again, and lets it go', async (context) => {
  needs(context, 'systemd', existsSync('/lib/systemd/systemd'));
  if (existsSync('/run/systemd/system')) context.skip('this machine runs a systemd, which a second one could disturb');
  const canUnshare = spawnSync('unshare', [...ALONE, 'mount', '-t', 'tmpfs', 'none', '/run']).status === 0;
  if (!canUnshare) context.skip('no right to a /run and to processes of its own, which a second systemd needs');
  const home = temporaryFolder();
  const dir = join(home, ODDER);
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(join(dir, 'config.json'), '{"port": 0}');
  writeFileSync(join(dir, 'service.env'), 'HOOKMETER_LOG_LEVEL=debug\n');
  const node = join(temporaryFolder(), ODD.replace(/["']/g, ''));
  copyFileSync(process.execPath, node);
  const script = `
    mount -t tmpfs none /run && mkdir -p /run/systemd/system && mkdir -m 700 /run/user
    export XDG_RUNTIME_DIR=/run/user HOME="$1" dir="$2" node="$3" main="$4"
    service() { HOOKMETER_DIR=$dir "$node" "$main" service "$@" --manager systemd; }
    pid() { systemctl --user show -p MainPID --value hookmeter.service; }
    /lib/systemd/systemd --user >/dev/null 2>&1 & manager=$!
    until systemctl --user list-units >/dev/null 2>&1; do sleep 0.1; kill -0 $manager || exit 9; done
    service install --yes >&2; echo "installed $?"
    first=$(pid); [ "$first" -gt 1 ] || exit 8; tr '\\0' '\\n' <"/proc/$first/environ" | grep HOOKMETER_; readlink "/proc/$first/exe"; tr '\\0' '|' <"/proc/$first/cmdline" | cut -d'|' -f2-
    grep -E '^(Umask|NoNewPrivs):' "/proc/$first/status"
    service status >&2; echo "status $?"
    service install --yes >&2; echo "again $?"
    second=$(pid); [ "$second" -gt 1 ] || exit 7; [ "$first" != "$second" ] && echo restarted
    HOOKMETER_DIR=$dir "$5" --hook build -- true
    kill -9 "$second"
    until third=$(pid) && [ "$third" != 0 ] && [ "$third" != "$second" ]; do sleep 0.2; done; echo "came back"
    until service status >/dev/null; do sleep 0.2; done
    service uninstall --yes >&2; echo "uninstalled $?"
    service status >&2; echo "status $?"
    systemctl --user is-enabled hookmeter.service 2>/dev/null || echo gone
    kill $manager; wait $manager`;
  const words = [...ALONE, 'bash', '-c', script, 'bash', home, dir, node, ODD_MAIN, SHIM];
  const { stdout, stderr } = await run('unshare', words, { cwd: home });
  expect(stdout.split('\n'), stderr).toEqual([
    'installed 0',
    'HOOKMETER_LOG_LEVEL=debug',
    node,
    `${[ODD_MAIN, 'serve', '--dir', dir].join('|')}|`,
    'Umask:\t0077',
    'NoNewPrivs:\t1',
    'status 0',
    'again 0',
    'restarted',
    'came back',
    'uninstalled 0',
    'status 3',
    'gone',
    '',
  ]);
  expect(metricsFileOf(dir).system_health).toMatchObject({ total_hook_executions: 1, monitoring_active: false });
  expect(existsSync(join(home, '.config/systemd/user/hookmeter.service'))).toBe(false);
});

test('launchd: the agent is a property list that holds any path, and is booted out before it is booted', async (context) => {
  needs(context, 'python3', isThere('python3'));
  const { service, plist, home, calls } = world(NOT_ACTIVE, ODD_MAIN);
  const dir = join(home, ODDER);
  const shown = await service(['install', '--dry-run', ...LAUNCHD, '--dir', dir]);
  expect(shown.code).toBe(0);
  mkdirSync(join(home, 'Library/LaunchAgents'), { recursive: true });
  const sidecar = await startSidecar(dir); // stands for the one that launchd would start
  const installed = await world('exit 0', ODD_MAIN).service(['status', ...LAUNCHD, '--dir', dir], { HOME: home });
  expect(installed.stdout).toContain(`answers    running, pid ${sidecar.pid}`);
  await sidecar.stop();
  expect((await service(['install', '--yes', ...LAUNCHD, '--dir', dir], noPauses())).stderr).toContain(
    `its log says why: ${dir}/service.log`,
  );
  const uid = process.getuid?.();
  expect(calls().filter((call) => !call.includes('print'))).toEqual([
    `launchctl bootout gui/${uid}/hookmeter`,
    `launchctl bootstrap gui/${uid} ${plist}`,
  ]);
  const read = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
  const { stdout, stderr } = spawnSync('python3', ['-c', read, plist], { encoding: 'utf8' });
  expect([stderr, JSON.parse(stdout)]).toEqual([
    '',
    {
      Label: 'hookmeter',
      ProgramArguments: [process.execPath, ODD_MAIN, 'serve', '--dir', dir],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 10,
      ProcessType: 'Background',
      Umask: 0o077,
      StandardErrorPath: join(dir, 'service.log'),
    },
  ]);
  expect((await service(['uninstall', '--yes', ...LAUNCHD])).code).toBe(0);
  expect([existsSync(plist), calls().at(-1)]).toEqual([false, `launchctl bootout gui/${uid}/hookmeter`]);
});

test('where no service manager answers, it says what is to be run where one does', async () => {
  const { service, unit } = world('echo Failed to connect to bus: No medium found >&2; exit 1');
  const installed = await service(['install', '--yes', ...SYSTEMD]);
  const commands =
    'systemctl --user daemon-reload && systemctl --user enable hookmeter.service && systemctl --user restart hookmeter.service';
  expect([installed.code, installed.stderr, existsSync(unit)]).toEqual([
    1,
    `hookmeter: ${unit} is written, but not started: systemctl --user daemon-reload: Failed to connect to bus: No medium found; where a service manager runs, say: ${commands}\n`,
    true,
  ]);
  expect(await service(['status', ...SYSTEMD])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('no, says systemctl: Failed to connect to bus'),
  });
  const removed = await service(['uninstall', '--yes', ...SYSTEMD]);
  expect([removed.code, removed.stderr.includes('the file is removed'), existsSync(unit)]).toEqual([1, true, false]);
});

test('a machine without systemctl is told so', async () => {
  const { service, home } = world();
  const { code, stderr } = await service(['install', '--yes', ...SYSTEMD], { PATH: join(home, 'gone') });
  expect([code, stderr]).toEqual([1, expect.stringContaining('there is no systemctl here')]);
});

test.each([
  ['edited', 'was edited since it was installed', (text: string) => text.replace('RestartSec=5', 'RestartSec=50')],
  ['foreign', 'is not from hookmeter', () => '[Service]\nExecStart=/bin/true\n'],
])('a file that is %s is neither overwritten nor removed, unless --force says so', async (_, what, change) => {
  const { service, unit } = world('echo no bus >&2; exit 1');
  await service(['install', '--yes', ...SYSTEMD]);
  const original = readFileSync(unit, 'utf8');
  writeFileSync(unit, change(original));
  for (const command of ['install', 'uninstall']) {
    expect(await service([command, '--yes', ...SYSTEMD])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `hookmeter: ${unit} ${what}; it stays as it is, unless you say --force\n`,
    });
  }
  expect(readFileSync(unit, 'utf8')).toBe(change(original));
  await service(['install', '--yes', '--force', ...SYSTEMD]);
  expect(readFileSync(unit, 'utf8')).toBe(original);
  writeFileSync(unit, change(original));
  await service(['uninstall', '--yes', '--force', ...SYSTEMD]);
  expect(existsSync(unit)).toBe(false);
});

test('a Node that systemd could not start is refused', async () => {
  const { home } = world();
  const node = join(home, 'no"de');
  copyFileSync(process.execPath, node);
  const { code, stderr } = await run(node, [MAIN, 'service', 'install', '--yes', ...SYSTEMD], { env: { HOME: home } });
  expect([code, stderr, existsSync(join(home, '.config'))]).toEqual([
    2,
    `hookmeter: ${node} has a quote or a backslash in its path, and systemd starts no such program; nothing was written\n`,
    false,
  ]);
});

test('a hookmeter in a cache of npx is not what a service should point to', async () => {
  const main = copiedTo(join(temporaryFolder(), '_npx/0123abcd/node_modules/hookmeter'));
  const { service, home } = world('exit 0', main);
  const { code, stdout, stderr } = await service(['install', '--yes', ...SYSTEMD]);
  expect([code, stdout, stderr, existsSync(join(home, '.config'))]).toEqual([
    2,
    '',
    `hookmeter: this hookmeter is in a cache that is emptied now and then (${main}); install it first with \`npm install -g hookmeter\`, nothing was written\n`,
    false,
  ]);
});

test('a sidecar that somebody started by hand is not fought with', async () => {
  const { service, dir, unit } = world(NOT_ACTIVE);
  await runHook(dir, 'format');
  const sidecar = await startSidecar(dir);
  const { code, stderr } = await service(['install', '--yes', ...SYSTEMD]);
  expect([code, stderr, existsSync(unit)]).toEqual([
    2,
    `hookmeter: a sidecar runs on ${dir} already, with pid ${sidecar.pid}; stop that one first, nothing was written\n`,
    false,
  ]);
  await sidecar.stop();
});

test('XDG_CONFIG_HOME is where the unit goes; uninstalling what is not there is no mistake', async () => {
  const { service, home } = world('echo no bus >&2; exit 1');
  const config = join(home, 'elsewhere');
  await service(['install', '--yes', ...SYSTEMD], { XDG_CONFIG_HOME: config });
  const unit = join(config, 'systemd/user/hookmeter.service');
  expect(existsSync(unit)).toBe(true);
  mkdirSync(join(config, 'systemd/user/default.target.wants'));
  symlinkSync(unit, join(config, 'systemd/user/default.target.wants/hookmeter.service'));
  await service(['uninstall', '--yes', ...SYSTEMD], { XDG_CONFIG_HOME: config });
  expect(readdirSync(join(config, 'systemd/user'), { recursive: true })).toEqual(['default.target.wants']);
  const again = await service(['uninstall', ...SYSTEMD], { XDG_CONFIG_HOME: config });
  expect(again).toEqual({
    code: 0,
    signal: null,
    stdout: `No service is installed: there is no ${unit}\n`,
    stderr: '',
  });
});

test('status --json says it to machines', async () => {
  const { service, unit } = world();
  const { code, stdout } = await service(['status', '--json', ...SYSTEMD]);
  expect([code, JSON.parse(stdout)]).toEqual([3, { manager: 'systemd', file: unit, installed: 'none', active: true }]);
});
